/// A property's value: known now, or found out by CloudFormation at deployment.
///
/// `Wrapped` is the Swift type of what comes out (`String`, `Int`, `Bool`, `Double`, an enum of allowed words, or a list
/// of those), so a security group's id cannot be given where a count is expected.
///
///     let arn: TemplateValue<String> = "arn:\(AWS.partition):s3:::\(bucket.ref)/*"
public struct TemplateValue<Wrapped>: Sendable, Hashable {
    /// What is written into the template.
    public let expression: TemplateExpression

    /// Wraps an expression; the caller vouches that it yields a `Wrapped`.
    public init(_ expression: TemplateExpression) {
        self.expression = expression
    }
}

/// A Swift type whose values can be written into a template as they are.
public protocol TemplateLiteral {
    /// The literal's JSON.
    var expression: TemplateExpression { get }
}

extension String: TemplateLiteral {
    /// The text.
    public var expression: TemplateExpression { .string(self) }
}

extension Int: TemplateLiteral {
    /// The number.
    public var expression: TemplateExpression { .integer(self) }
}

extension Double: TemplateLiteral {
    /// The number.
    public var expression: TemplateExpression { .number(self) }
}

extension Bool: TemplateLiteral {
    /// The flag.
    public var expression: TemplateExpression { .boolean(self) }
}

extension TemplateLiteral where Self: RawRepresentable, RawValue == String {
    /// The word CloudFormation knows the case by.
    public var expression: TemplateExpression { .string(rawValue) }
}

extension Array: TemplateLiteral where Element: TemplateLiteral {
    /// The list.
    public var expression: TemplateExpression { .list(map(\.expression)) }
}
