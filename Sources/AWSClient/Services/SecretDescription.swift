#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A secret's description, without its value.
package struct SecretDescription: Sendable, Hashable, Decodable {
    /// The secret's ARN.
    package let arn: String
    /// The secret's name.
    package let name: String
    /// The purpose.
    package let description: String?
    /// `true` if a schedule rotates the secret.
    package let rotationEnabled: Bool?
    /// The time of the last rotation.
    package let lastRotated: Date?
    /// The time of the last change.
    package let lastChanged: Date?
    /// The day of the last access.
    package let lastAccessed: Date?
    /// The time of the scheduled deletion; nil if there is none.
    package let deleted: Date?
    /// Each version's stages, from `DescribeSecret`.
    package let versionStages: [String: [String]]?
    /// Each version's stages, from `ListSecrets`.
    package let listedVersionStages: [String: [String]]?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", description = "Description", rotationEnabled = "RotationEnabled"
        case lastRotated = "LastRotatedDate", lastChanged = "LastChangedDate", lastAccessed = "LastAccessedDate"
        case deleted = "DeletedDate", versionStages = "VersionIdsToStages"
        case listedVersionStages = "SecretVersionsToStages"
    }

    /// Each version's stages, from either operation.
    package var stages: [String: [String]] { versionStages ?? listedVersionStages ?? [:] }
}
