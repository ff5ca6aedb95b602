/// What a stack tells after deployment.
struct Output {
    var value: TemplateExpression
    var description: String
    var exportName: String?
    var condition: Condition?

    var expression: TemplateExpression {
        var members: [TemplateExpression.Member] = [.init("Description", .string(description))]
        if let condition { members.append(.init("Condition", .string(condition.reference.name))) }
        members.append(.init("Value", value))
        if let exportName { members.append(.init("Export", ["Name": .string(exportName)])) }
        return .object(members)
    }
}

/// A value one stack gives to others under a name that is unique in the account and region.
///
/// Exports are declared by the stack that owns the value, never derived from who uses it: a consumer that stops importing
/// changes nothing here, and removing an export is a second, separate step.
public struct Export<Wrapped>: Sendable, Hashable {
    /// The name it is exported under.
    public let name: String

    /// Makes the export of that name; the stack that owns it declares it with `Scope.export`.
    public init(name: String) {
        self.name = name
    }
}

extension Export where Wrapped == String {
    /// The value in another stack.
    public var value: TemplateValue<String> { .imported(.literal(name)) }
}

extension Export where Wrapped == [String] {
    /// The list in another stack; exports are text, so it travels joined by commas.
    public var value: TemplateValue<[String]> { .split(.imported(.literal(name)), by: ",") }
}

extension Scope {
    /// Adds an output that is only told.
    public func output<Wrapped>(
        _ id: String, _ value: TemplateValue<Wrapped>, description: String, condition: Condition? = nil
    ) {
        stack.insert(
            Output(value: value.expression, description: description, condition: condition), at: logicalID(id))
    }

    /// Adds an output that other stacks may import as `<stack>:<id>`.
    @discardableResult
    public func export(_ id: String, _ value: TemplateValue<String>, description: String) -> Export<String> {
        let name = exportName(id)
        stack.insert(
            Output(value: value.expression, description: description, exportName: name), at: logicalID(id))
        return Export(name: name)
    }

    /// Adds a list as an output that other stacks may import.
    @discardableResult
    public func export(_ id: String, _ value: TemplateValue<[String]>, description: String) -> Export<[String]> {
        let name = export(id, value.joined(by: ","), description: description).name
        return Export(name: name)
    }

    private func exportName(_ id: String) -> String { "\(stack.name):\(logicalID(id))" }
}
