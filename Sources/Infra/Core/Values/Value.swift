/// A property's value: known now, or found out by CloudFormation at deployment.
///
/// `Wrapped` is the Swift type of what comes out (`String`, `Int`, `Bool`, `Double`, an enum of allowed words, or a list
/// of those), so a security group's id cannot be given where a count is expected.
///
///     let arn: Value<String> = "arn:\(AWS.partition):s3:::\(bucket.ref)/*"
public struct Value<Wrapped>: Sendable, Hashable {
    /// What is written into the template.
    public let expression: Expression

    /// Wraps an expression; the caller vouches that it yields a `Wrapped`.
    public init(_ expression: Expression) {
        self.expression = expression
    }
}

/// A Swift type whose values can be written into a template as they are.
public protocol TemplateLiteral {
    /// The literal's JSON.
    var expression: Expression { get }
}

extension String: TemplateLiteral {
    /// The text.
    public var expression: Expression { .string(self) }
}

extension Int: TemplateLiteral {
    /// The number.
    public var expression: Expression { .integer(self) }
}

extension Double: TemplateLiteral {
    /// The number.
    public var expression: Expression { .number(self) }
}

extension Bool: TemplateLiteral {
    /// The flag.
    public var expression: Expression { .boolean(self) }
}

extension TemplateLiteral where Self: RawRepresentable, RawValue == String {
    /// The word CloudFormation knows the case by.
    public var expression: Expression { .string(rawValue) }
}

extension Array: TemplateLiteral where Element: TemplateLiteral {
    /// The list.
    public var expression: Expression { .list(map(\.expression)) }
}
