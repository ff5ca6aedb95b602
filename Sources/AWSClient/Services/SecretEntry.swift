#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A secret's value and version, the output of `GetSecretValue`.
package struct SecretEntry: Sendable, Decodable {
    /// The secret's ARN.
    package let arn: String
    /// The secret's name.
    package let name: String
    /// The version.
    package let versionID: String
    /// The version's stages.
    package let versionStages: [String]?
    /// The value, if it is a string.
    package let text: SensitiveText?
    /// The value in Base64, if it is binary.
    package let binary: SensitiveText?
    /// The version's creation time.
    package let created: Date?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", versionID = "VersionId", versionStages = "VersionStages"
        case text = "SecretString", binary = "SecretBinary", created = "CreatedDate"
    }
}
