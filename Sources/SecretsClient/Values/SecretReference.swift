import Diagnostics

/// A reference to a version of a secret, which is also the key of a cache's entry.
public struct SecretReference: Sendable, Hashable {
    /// The selection of a secret's version.
    public enum Selector: Sendable, Hashable {
        /// The version that has a stage at the time of the request.
        case stage(SecretStage)
        /// The version with an identifier.
        case version(String)
    }

    /// The secret's name, in the form of the provider: a name or an ARN for Secrets Manager, the path below the folder for
    /// files, a variable's name for the environment.
    public let id: String

    /// The selection of the version.
    public let selector: Selector

    /// Creates a reference.
    /// - Parameters:
    ///   - id: The secret's name.
    ///   - selector: The selection of the version; the current one by default.
    public init(_ id: String, _ selector: Selector = .stage(.current)) {
        self.id = id
        self.selector = selector
    }
}

extension SecretReference: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Creates a reference to the current version of a secret.
    public init(stringLiteral id: String) { self.init(id) }

    /// The secret and the selected version.
    public var description: String {
        switch selector {
        case .stage(let stage): "\(SafeDescription.secretName(id)) (\(stage))"
        case .version(let version): "\(SafeDescription.secretName(id)) (version \(version))"
        }
    }
}
