#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Everything about a secret but its value.
public struct SecretDescription: Sendable, Hashable, Decodable {
    /// The secret's ARN.
    public let arn: String
    /// The secret's name.
    public let name: String
    /// What it is for.
    public let description: String?
    /// Whether it is rotated by a schedule.
    public let rotationEnabled: Bool?
    /// When it was rotated last.
    public let lastRotated: Date?
    /// When it was changed last.
    public let lastChanged: Date?
    /// The day it was read last.
    public let lastAccessed: Date?
    /// When it is to be deleted; nil if it is not.
    public let deleted: Date?
    /// Each version's stages, as `DescribeSecret` says.
    public let versionStages: [String: [String]]?
    /// Each version's stages, as `ListSecrets` says.
    public let listedVersionStages: [String: [String]]?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", description = "Description", rotationEnabled = "RotationEnabled"
        case lastRotated = "LastRotatedDate", lastChanged = "LastChangedDate", lastAccessed = "LastAccessedDate"
        case deleted = "DeletedDate", versionStages = "VersionIdsToStages"
        case listedVersionStages = "SecretVersionsToStages"
    }

    /// Each version's stages, whoever answered.
    public var stages: [String: [String]] { versionStages ?? listedVersionStages ?? [:] }
}
