#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A secret's value and version, the output of `GetSecretValue`.
public struct SecretEntry: Sendable, Decodable {
    /// The secret's ARN.
    public let arn: String
    /// The secret's name.
    public let name: String
    /// The version.
    public let versionID: String
    /// The version's stages.
    public let versionStages: [String]?
    /// The value, if it is a string.
    public let text: SensitiveText?
    /// The value in Base64, if it is binary.
    public let binary: SensitiveText?
    /// The version's creation time.
    public let created: Date?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", versionID = "VersionId", versionStages = "VersionStages"
        case text = "SecretString", binary = "SecretBinary", created = "CreatedDate"
    }
}
