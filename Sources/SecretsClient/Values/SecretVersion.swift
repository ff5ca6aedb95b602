#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// One version of a secret, without its value.
public struct SecretVersion: Sendable, Hashable {
    /// What tells it from the secret's other versions. A new value has a new identifier.
    public let id: String

    /// What it is for.
    public let stages: Set<SecretStage>

    /// When it was made, if that is known.
    public let created: Date?

    /// Creates a version from its parts.
    public init(id: String, stages: Set<SecretStage>, created: Date? = nil) {
        self.id = id
        self.stages = stages
        self.created = created
    }

    /// Whether a selector means this version.
    public func matches(_ selector: SecretReference.Selector) -> Bool {
        switch selector {
        case .stage(let stage): stages.contains(stage)
        case .version(let id): self.id == id
        }
    }
}
