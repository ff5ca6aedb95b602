/// A staging label of a secret's version, such as current, pending or previous.
public struct SecretStage: RawRepresentable, Sendable, Hashable {
    /// The label, in the form of Secrets Manager.
    public let rawValue: String

    /// Creates a stage from its label, AWS's or a custom one.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The current version.
    public static let current = SecretStage(rawValue: "AWSCURRENT")
    /// The version that a rotation has created and not yet tested.
    public static let pending = SecretStage(rawValue: "AWSPENDING")
    /// The former current version.
    public static let previous = SecretStage(rawValue: "AWSPREVIOUS")
}

extension SecretStage: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Creates a stage from its label.
    public init(stringLiteral label: String) { self.init(rawValue: label) }

    /// The label.
    public var description: String { rawValue }
}
