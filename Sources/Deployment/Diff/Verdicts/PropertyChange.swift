package import Infra

/// A change of a value inside a resource.
package struct PropertyChange: Sendable, Hashable {
    /// The reason for an effect on the resource.
    package enum Reason: Sendable, Hashable {
        /// The property can be changed.
        case updatable
        /// The property can only be set at creation.
        case createOnly
        /// The property can only be set at creation, and one of the values is known at deployment only.
        case unknownValue
        /// The registry says that a change replaces the resource for some values.
        case conditional
        /// AWS normalizes the value, and the two values differ in case alone.
        case normalized
        /// The type has no update: every change replaces the resource.
        case notUpdatable
        /// The type is unknown to this build.
        case unknownType
        /// A setting of CloudFormation for the resource.
        case attribute

        /// The reason in words; nil for the ordinary case.
        package var words: String? {
            switch self {
            case .updatable, .attribute: nil
            case .createOnly: "can be set at creation only"
            case .unknownValue: "can be set at creation only; the value is known at deployment"
            case .conditional: "replaces for some values"
            case .normalized: "AWS ignores the case; probably no change"
            case .notUpdatable: "the type has no update"
            case .unknownType: "the type is unknown to this build"
            }
        }
    }

    /// The path inside the properties, or the attribute's name.
    package let path: PropertyPath
    /// The old value in canonical form; nil if the property is added.
    package let old: TemplateExpression?
    /// The new value in canonical form; nil if the property is removed.
    package let new: TemplateExpression?
    /// The effect on the resource: in place, may replace or replace; template-only for an attribute.
    package let effect: Verdict
    /// The reason for the effect.
    package let reason: Reason
    /// The changed elements of the template behind an expression that stays the same; empty for a changed expression.
    package let causes: [String]
    /// A Boolean value that indicates whether the values may be secret and are not shown.
    package let isSecret: Bool
    /// A Boolean value that indicates whether the value may stay the same at deployment.
    package let isPossible: Bool
}
