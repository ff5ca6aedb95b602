import Diagnostics

/// Which secret, and which of its versions: what is asked for, and what a cache keeps its entries under.
public struct SecretReference: Sendable, Hashable {
    /// Which of a secret's versions.
    public enum Selector: Sendable, Hashable {
        /// The version that has a stage at the time of asking.
        case stage(SecretStage)
        /// One version, whatever its stages.
        case version(String)
    }

    /// The secret's name: what that is depends on the provider. Secrets Manager takes a name or an ARN, files have their
    /// path below a folder, the environment has its variables' names.
    public let id: String

    /// Which of the secret's versions.
    public let selector: Selector

    /// Refers to a version of a secret.
    /// - Parameters:
    ///   - id: The secret's name.
    ///   - selector: Which version; the current one by default.
    public init(_ id: String, _ selector: Selector = .stage(.current)) {
        self.id = id
        self.selector = selector
    }
}

extension SecretReference: ExpressibleByStringLiteral, CustomStringConvertible {
    /// The current version of a secret.
    public init(stringLiteral id: String) { self.init(id) }

    /// The secret and the version asked for.
    public var description: String {
        switch selector {
        case .stage(let stage): "\(SafeDescription.secretName(id)) (\(stage))"
        case .version(let version): "\(SafeDescription.secretName(id)) (version \(version))"
        }
    }
}
