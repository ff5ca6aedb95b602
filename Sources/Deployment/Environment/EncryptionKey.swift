package import Infra

/// The key of KMS that encrypts an environment's data at rest.
package enum EncryptionKey: Sendable, Hashable {
    /// The keys that AWS manages in the account.
    case managed
    /// A key of the environment's own, which the foundation makes.
    case own
    /// A key that exists.
    case existing(ResourceARN<AWS.KMS.Key>)

    /// The key in a description that does not belong to a stack yet, to compare two descriptions.
    package var described: ResourceARN<AWS.KMS.Key>? {
        switch self {
        case .managed: nil
        case .own: "own"
        case .existing(let arn): arn
        }
    }
}
