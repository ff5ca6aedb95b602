/// A type whose properties have rules about their values.
///
/// Synthesis reports a fault with the construct's path; a reader of files reports it with file and line.
public protocol CheckedProperties {
    /// The rules; none by default.
    static var rules: [PropertyRule<Self>] { get }
}

extension CheckedProperties {
    /// No rules.
    public static var rules: [PropertyRule<Self>] { [] }

    /// The properties whose values are not valid, in the order of the rules.
    public var faults: [PropertyFault] { Self.rules.compactMap { $0.fault(in: self) } }
}

/// A property whose value is not valid.
public struct PropertyFault: Sendable, Hashable, CustomStringConvertible {
    /// The property's name.
    public let property: String
    /// The value.
    public let got: String
    /// The valid values in words, and the nearest of them where there is one.
    public let expected: String

    /// The property, its value and the valid values.
    public var description: String { "\(property) is \(got); expected \(expected)" }
}
