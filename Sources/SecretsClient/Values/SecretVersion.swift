#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A version of a secret, without its value.
public struct SecretVersion: Sendable, Hashable {
    /// The identifier, unique among the secret's versions. A new value has a new identifier.
    public let id: String

    /// The stages.
    public let stages: Set<SecretStage>

    /// The creation time, if it is known.
    public let created: Date?

    /// Creates a version from its parts.
    public init(id: String, stages: Set<SecretStage>, created: Date? = nil) {
        self.id = id
        self.stages = stages
        self.created = created
    }

    /// Returns `true` if a selector selects this version.
    public func matches(_ selector: SecretReference.Selector) -> Bool {
        switch selector {
        case .stage(let stage): stages.contains(stage)
        case .version(let id): self.id == id
        }
    }
}
