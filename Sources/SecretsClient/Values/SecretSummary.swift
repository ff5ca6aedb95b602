#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a list of secrets tells about one, without its value.
public struct SecretSummary: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The ARN, where there is one.
    public let arn: String?
    /// What it is for, in words.
    public let note: String?
    /// Whether a rotation is set up.
    public let rotates: Bool
    /// When it last changed, if that is known.
    public let changed: Date?
    /// When it was last rotated, if it ever was.
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
