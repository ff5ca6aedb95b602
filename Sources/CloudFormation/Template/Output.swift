/// A stack output.
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

/// A stack output that other stacks import under a name that is unique in the account and region.
///
/// CloudFormation refuses to change or remove an export in use. ``Scope/share(_:_:description:)`` has no such limit.
public struct Export<Wrapped>: Sendable, Hashable {
    /// The export's name.
    public let name: String

    /// Creates a reference to the export of that name; the owning stack declares it with `Scope.export`.
    public init(name: String) {
        self.name = name
    }
}

extension Export where Wrapped == String {
    /// The value, for use in another stack.
    public var value: TemplateValue<String> { .imported(.literal(name)) }
}

extension Export where Wrapped == [String] {
    /// The list, for use in another stack; the export is its elements joined by commas.
    public var value: TemplateValue<[String]> { .split(.imported(.literal(name)), by: ",") }
}

extension Scope {
    /// Adds an output without an export.
    public func output<Wrapped>(
        _ id: String, _ value: TemplateValue<Wrapped>, description: String, condition: Condition? = nil
    ) {
        stack.insert(
            Output(value: value.expression, description: description, condition: condition), at: logicalID(id))
    }

    /// Adds an output that other stacks import as `<stack>:<id>`.
    @discardableResult
    public func export(_ id: String, _ value: TemplateValue<String>, description: String) -> Export<String> {
        let name = exportName(id)
        stack.insert(
            Output(value: value.expression, description: description, exportName: name), at: logicalID(id))
        return Export(name: name)
    }

    /// Adds a list as an output that other stacks import.
    @discardableResult
    public func export(_ id: String, _ value: TemplateValue<[String]>, description: String) -> Export<[String]> {
        let name = export(id, value.joined(by: ","), description: description).name
        return Export(name: name)
    }

    private func exportName(_ id: String) -> String { "\(stack.name):\(logicalID(id))" }
}
