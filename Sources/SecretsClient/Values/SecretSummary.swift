#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An entry of a list of secrets, without the value.
public struct SecretSummary: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The ARN, if there is one.
    public let arn: String?
    /// The description.
    public let note: String?
    /// `true` if a rotation is configured.
    public let rotates: Bool
    /// The time of the last change, if it is known.
    public let changed: Date?
    /// The time of the last rotation, if any.
    public let rotated: Date?

    /// Creates a summary from its parts.
    public init(
        name: String, arn: String? = nil, note: String? = nil, rotates: Bool = false, changed: Date? = nil,
        rotated: Date? = nil
    ) {
        self.name = name
        self.arn = arn
        self.note = note
        self.rotates = rotates
        self.changed = changed
        self.rotated = rotated
    }
}
