/// What a template's parameter may be.
public struct ParameterProperties: Sendable {
    /// The CloudFormation type: `String`, `Number`, `CommaDelimitedList`, `AWS::SSM::Parameter::TemplateValue<…>`….
    public var type: String
    /// What it is for.
    public var description: String
    /// What it is when nothing is given; none makes it required.
    public var defaultValue: String?
    /// The only values it may take; empty allows all.
    public var allowedValues: [String]
    /// A regular expression it must match as a whole.
    public var allowedPattern: String?
    /// Keeps the value out of the console and of API answers.
    public var noEcho: Bool

    /// Describes a parameter; by default required text without limits.
    public init(
        type: String = "String", description: String, defaultValue: String? = nil, allowedValues: [String] = [],
        allowedPattern: String? = nil, noEcho: Bool = false
    ) {
        self.type = type
        self.description = description
        self.defaultValue = defaultValue
        self.allowedValues = allowedValues
        self.allowedPattern = allowedPattern
        self.noEcho = noEcho
    }

    var expression: TemplateExpression {
        var members: [TemplateExpression.Member] = [
            .init("Type", .string(type)), .init("Description", .string(description)),
        ]
        if let defaultValue { members.append(.init("Default", .string(defaultValue))) }
        if !allowedValues.isEmpty { members.append(.init("AllowedValues", .list(allowedValues.map { .string($0) }))) }
        if let allowedPattern { members.append(.init("AllowedPattern", .string(allowedPattern))) }
        if noEcho { members.append(.init("NoEcho", true)) }
        return .object(members)
    }
}

extension Scope {
    /// Adds a parameter to the stack.
    /// - Returns: its value, read as the type asked for.
    public func parameter<Wrapped>(
        _ id: String, _ properties: ParameterProperties, as type: Wrapped.Type = String.self
    ) -> TemplateValue<Wrapped> {
        let logicalID = logicalID(id)
        stack.insert(properties, at: logicalID, path: path + [id])
        return TemplateValue(.ref(TemplateReference(.parameter, stack: stack.name, name: logicalID.name)))
    }
}
