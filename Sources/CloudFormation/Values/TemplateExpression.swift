/// A template expression without a Swift type: JSON plus CloudFormation's intrinsic functions.
///
/// Typed code holds a `TemplateValue`; this is what a `TemplateValue` is made of, and what free-form properties (policies,
/// dashboards) take. Object members keep the order they were given in.
public indirect enum TemplateExpression: Sendable, Hashable {
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction; synthesis refuses what JSON cannot hold (not-a-number, infinities).
    case number(Double)
    /// True or false.
    case boolean(Bool)
    /// A list.
    case list([TemplateExpression])
    /// An object; a repeated key is reported by synthesis.
    case object([Member])
    /// `Ref` to a resource or a parameter.
    case ref(TemplateReference)
    /// `Fn::GetAtt`: a resource's return attribute.
    case attribute(TemplateReference, String)
    /// `Fn::Sub`: text with references inside.
    case substitution([SubstitutionPart])
    /// A bare name: of a condition, as `Fn::If` takes it, or of a mapping.
    case name(TemplateReference)
    /// `{"Condition": …}`, as condition functions take it.
    case condition(TemplateReference)
    /// Any other function by its full name, such as `Fn::Join`.
    case function(String, TemplateExpression)

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// The member's name.
        public var key: String
        /// The member's value.
        public var value: TemplateExpression

        /// Makes a member.
        public init(_ key: String, _ value: TemplateExpression) {
            self.key = key
            self.value = value
        }
    }

    /// A piece of a `Fn::Sub` text.
    public enum SubstitutionPart: Sendable, Hashable {
        /// Text taken literally, dollar signs included.
        case text(String)
        /// A value put in at this place.
        case value(TemplateExpression)
    }

    /// The value of a member, if this is an object that has it.
    public subscript(key: String) -> TemplateExpression? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// `AWS::NoValue`: removes the property it is given to.
    public static let noValue = TemplateExpression.ref(.pseudo("AWS::NoValue"))
}
