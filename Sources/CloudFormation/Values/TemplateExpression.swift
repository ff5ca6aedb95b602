/// An untyped expression of a template: JSON with CloudFormation's intrinsic functions.
///
/// A `TemplateValue` wraps an expression; free-form properties (policies, dashboards) take expressions directly.
/// The members of an object keep their order.
public indirect enum TemplateExpression: Sendable, Hashable {
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction; synthesis refuses what JSON cannot hold (not-a-number, infinities).
    case number(Double)
    /// A Boolean value.
    case boolean(Bool)
    /// A list.
    case list([TemplateExpression])
    /// An object; a repeated key is reported by synthesis.
    case object([Member])
    /// `Ref` to a resource or a parameter.
    case ref(TemplateReference)
    /// `Fn::GetAtt`: a resource's return attribute.
    case attribute(TemplateReference, String)
    /// `Fn::Sub`: a text with references inside.
    case substitution([SubstitutionPart])
    /// The bare name of a condition in `Fn::If`, or of a mapping.
    case name(TemplateReference)
    /// `{"Condition": …}` in a condition function.
    case condition(TemplateReference)
    /// Any other function by its full name, such as `Fn::Join`.
    case function(String, TemplateExpression)

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// The member's name.
        public var key: String
        /// The member's value.
        public var value: TemplateExpression

        /// Creates a member.
        public init(_ key: String, _ value: TemplateExpression) {
            self.key = key
            self.value = value
        }
    }

    /// A part of a `Fn::Sub` text.
    public enum SubstitutionPart: Sendable, Hashable {
        /// Literal text, dollar signs included.
        case text(String)
        /// A value to insert.
        case value(TemplateExpression)
    }

    /// The value of the member, if this is an object that has it.
    public subscript(key: String) -> TemplateExpression? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// `AWS::NoValue`, which removes the property that it is assigned to.
    public static let noValue = TemplateExpression.ref(.pseudo("AWS::NoValue"))
}
