/// The value of a property: known at synthesis, or resolved by CloudFormation at deployment.
///
/// `Wrapped` is the Swift type of the result: `String`, `Int`, `Bool`, `Double`, an enumeration of words, or a list of those.
/// A text therefore does not fit where a number is expected.
///
///     let arn: TemplateValue<String> = "arn:\(AWS.partition):s3:::\(bucket.ref)/*"
public struct TemplateValue<Wrapped>: Sendable, Hashable {
    /// The expression in the template.
    public let expression: TemplateExpression

    /// Wraps an expression that yields a `Wrapped`; nothing checks that it does.
    public init(_ expression: TemplateExpression) {
        self.expression = expression
    }
}

/// A Swift type whose values are literals of a template.
public protocol TemplateLiteral {
    /// The literal in JSON.
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
    /// The Boolean value.
    public var expression: TemplateExpression { .boolean(self) }
}

extension TemplateLiteral where Self: RawRepresentable, RawValue == String {
    /// The case's word in CloudFormation.
    public var expression: TemplateExpression { .string(rawValue) }
}

extension Array: TemplateLiteral where Element: TemplateLiteral {
    /// The list.
    public var expression: TemplateExpression { .list(map(\.expression)) }
}
