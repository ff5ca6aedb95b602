#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A version of a secret.
package struct SecretVersionEntry: Sendable, Hashable, Decodable {
    /// The version's id.
    package let id: String
    /// The stages; AWS may delete a version without stages at any time.
    package let stages: [String]?
    /// The creation time.
    package let created: Date?
    /// The day of the last access.
    package let lastAccessed: Date?

    enum CodingKeys: String, CodingKey {
        case id = "VersionId", stages = "VersionStages", created = "CreatedDate", lastAccessed = "LastAccessedDate"
    }
}

/// A secret and one of its versions, the output of operations that create a version.
package struct SecretVersionReference: Sendable, Hashable, Decodable {
    /// The secret's ARN.
    package let arn: String
    /// The secret's name.
    package let name: String
    /// The version's id, if a version was created.
    package let versionID: String?
    /// The version's stages.
    package let versionStages: [String]?

    enum CodingKeys: String, CodingKey {
        case arn = "ARN", name = "Name", versionID = "VersionId", versionStages = "VersionStages"
    }
}
