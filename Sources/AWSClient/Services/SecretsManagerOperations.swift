#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The operations of Secrets Manager, named as in "AWS Secrets Manager API Reference".
package enum SecretsManagerOperations {
    /// A tag.
    package struct Tag: Sendable, Hashable, Codable {
        /// The key.
        package var key: String
        /// The value.
        package var value: String

        enum CodingKeys: String, CodingKey { case key = "Key", value = "Value" }

        /// Creates a tag.
        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// `CreateSecret`.
    package struct CreateSecret: JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `CreateSecret`.
        package static let name = "CreateSecret"

        /// The secret's name: up to 512 letters, digits and `/_+=.@-`.
        package var name: String
        /// The first value as text, or nil for none.
        package var value: SensitiveText?
        /// The first value in Base64 instead of text, or nil.
        package var binary: SensitiveText?
        /// The secret's purpose.
        package var description: String?
        /// The tags.
        package var tags: [Tag]?
        /// The idempotency token, 32 to 64 characters, which becomes the version's id.
        package var token: String

        enum CodingKeys: String, CodingKey {
            case name = "Name", value = "SecretString", binary = "SecretBinary", description = "Description"
            case tags = "Tags", token = "ClientRequestToken"
        }

        /// Creates the operation.
        package init(
            name: String, value: SensitiveText? = nil, binary: SensitiveText? = nil, description: String? = nil,
            tags: [Tag]? = nil, token: String = UUID().uuidString.lowercased()
        ) {
            self.name = name
            self.value = value
            self.binary = binary
            self.description = description
            self.tags = tags
            self.token = token
        }

        /// The secret and its version.
        package typealias Output = SecretVersionReference
    }

    /// `PutSecretValue`, which creates a version.
    package struct PutSecretValue: JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `PutSecretValue`.
        package static let name = "PutSecretValue"

        /// The secret's name or ARN.
        package var id: String
        /// The value as text.
        package var value: SensitiveText?
        /// The value in Base64 instead of text.
        package var binary: SensitiveText?
        /// The stages of the new version; nil for `AWSCURRENT`.
        package var versionStages: [String]?
        /// The idempotency token, which becomes the version's id.
        package var token: String

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", value = "SecretString", binary = "SecretBinary", versionStages = "VersionStages"
            case token = "ClientRequestToken"
        }

        /// Creates the operation.
        package init(
            id: String, value: SensitiveText? = nil, binary: SensitiveText? = nil, versionStages: [String]? = nil,
            token: String = UUID().uuidString.lowercased()
        ) {
            self.id = id
            self.value = value
            self.binary = binary
            self.versionStages = versionStages
            self.token = token
        }

        /// The secret and its version.
        package typealias Output = SecretVersionReference
    }

    /// `DeleteSecret`.
    package struct DeleteSecret: JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `DeleteSecret`.
        package static let name = "DeleteSecret"

        /// The secret's name or ARN.
        package var id: String
        /// The recovery window in days: 7 to 30, or nil for 30.
        package var recoveryDays: Int?

        enum CodingKeys: String, CodingKey { case id = "SecretId", recoveryDays = "RecoveryWindowInDays" }

        /// Creates the operation.
        package init(id: String, recoveryDays: Int? = nil) {
            self.id = id
            self.recoveryDays = recoveryDays
        }

        /// An empty output.
        package typealias Output = EmptyOutput
    }
}
