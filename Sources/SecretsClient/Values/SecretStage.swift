/// The label that tells what a version of a secret is for: current, next, or last.
public struct SecretStage: RawRepresentable, Sendable, Hashable {
    /// The label, as Secrets Manager writes it.
    public let rawValue: String

    /// Creates a stage from its label; besides AWS's own there may be others.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The version to use.
    public static let current = SecretStage(rawValue: "AWSCURRENT")
    /// The version that a rotation has made and not yet proved.
    public static let pending = SecretStage(rawValue: "AWSPENDING")
    /// The version that was current before.
    public static let previous = SecretStage(rawValue: "AWSPREVIOUS")
}

extension SecretStage: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A stage by its label.
    public init(stringLiteral label: String) { self.init(rawValue: label) }

    /// The label.
    public var description: String { rawValue }
}
