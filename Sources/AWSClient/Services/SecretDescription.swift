#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A secret's description, without its value.
public struct SecretDescription: Sendable, Hashable, Decodable {
    /// The secret's ARN.
    public let arn: String
    /// The secret's name.
    public let name: String
    /// The purpose.
    public let description: String?
    /// `true` if a schedule rotates the secret.
    public let rotationEnabled: Bool?
    /// The time of the last rotation.
    public let lastRotated: Date?
    /// The time of the last change.
    public let lastChanged: Date?
    /// The day of the last access.
    public let lastAccessed: Date?
    /// The time of the scheduled deletion; nil if there is none.
    public let deleted: Date?
    /// Each version's stages, from `DescribeSecret`.
    public let versionStages: [String: [String]]?
    /// Each version's stages, from `ListSecrets`.
    public let listedVersionStages: [String: [String]]?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", description = "Description", rotationEnabled = "RotationEnabled"
        case lastRotated = "LastRotatedDate", lastChanged = "LastChangedDate", lastAccessed = "LastAccessedDate"
        case deleted = "DeletedDate", versionStages = "VersionIdsToStages"
        case listedVersionStages = "SecretVersionsToStages"
    }

    /// Each version's stages, from either operation.
    public var stages: [String: [String]] { versionStages ?? listedVersionStages ?? [:] }
}
