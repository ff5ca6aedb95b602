/// The declaration of a template's parameter.
public struct ParameterProperties: Sendable {
    /// The CloudFormation type: `String`, `Number`, `CommaDelimitedList`, `AWS::SSM::Parameter::TemplateValue<…>`….
    public var type: String
    /// The parameter's purpose.
    public var description: String
    /// The default value; a parameter without one is required.
    public var defaultValue: String?
    /// The only valid values; an empty list allows every value.
    public var allowedValues: [String]
    /// A regular expression for the whole value.
    public var allowedPattern: String?
    /// Hides the value in the console and in API responses.
    public var noEcho: Bool

    /// Declares a parameter; by default a required text without limits.
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
    /// - Returns: The parameter's value as the given type.
    public func parameter<Wrapped>(
        _ id: String, _ properties: ParameterProperties, as type: Wrapped.Type = String.self
    ) -> TemplateValue<Wrapped> {
        let logicalID = logicalID(id)
        stack.insert(properties, at: logicalID, path: path + [id])
        return TemplateValue(.ref(TemplateReference(.parameter, stack: stack.name, name: logicalID.name)))
    }
}
