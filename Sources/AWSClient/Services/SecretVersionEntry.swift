#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A version of a secret.
public struct SecretVersionEntry: Sendable, Hashable, Decodable {
    /// The version's id.
    public let id: String
    /// The stages; AWS may delete a version without stages at any time.
    public let stages: [String]?
    /// The creation time.
    public let created: Date?
    /// The day of the last access.
    public let lastAccessed: Date?

    enum CodingKeys: String, CodingKey {
        case id = "VersionId", stages = "VersionStages", created = "CreatedDate", lastAccessed = "LastAccessedDate"
    }
}

/// A secret and one of its versions, the output of operations that create a version.
public struct SecretVersionReference: Sendable, Hashable, Decodable {
    /// The secret's ARN.
    public let arn: String
    /// The secret's name.
    public let name: String
    /// The version's id, if a version was created.
    public let versionID: String?
    /// The version's stages.
    public let versionStages: [String]?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", versionID = "VersionId", versionStages = "VersionStages"
    }
}
