#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A version of a secret.
public struct SecretVersionEntry: Sendable, Hashable, Decodable {
    /// The version.
    public let id: String
    /// Its stages; one without can be deleted by AWS any time.
    public let stages: [String]?
    /// When it was made.
    public let created: Date?
    /// The day it was read last.
    public let lastAccessed: Date?

    enum CodingKeys: String, CodingKey {
        case id = "VersionId", stages = "VersionStages", created = "CreatedDate", lastAccessed = "LastAccessedDate"
    }
}

/// A secret and one of its versions, as the operations that make one answer.
public struct SecretVersionReference: Sendable, Hashable, Decodable {
    /// The secret's ARN.
    public let arn: String
    /// The secret's name.
    public let name: String
    /// The version, if one was made.
    public let versionID: String?
    /// The version's stages.
    public let versionStages: [String]?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", versionID = "VersionId", versionStages = "VersionStages"
    }
}
