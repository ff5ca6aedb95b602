#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The operations of Secrets Manager, named as in "AWS Secrets Manager API Reference".
public enum SecretsManagerOperations {
    /// A tag.
    public struct Tag: Sendable, Hashable, Codable {
        /// The key.
        public var key: String
        /// The value.
        public var value: String

        enum CodingKeys: String, CodingKey { case key = "Key", value = "Value" }

        /// Creates a tag.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// `CreateSecret`.
    public struct CreateSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `CreateSecret`.
        public static let name = "CreateSecret"

        /// The secret's name: up to 512 letters, digits and `/_+=.@-`.
        public var name: String
        /// The first value, or nil for none.
        public var value: SensitiveText?
        /// The secret's purpose.
        public var description: String?
        /// The tags.
        public var tags: [Tag]?
        /// The idempotency token, 32 to 64 characters, which becomes the version's id.
        public var token: String

        enum CodingKeys: String, CodingKey {
            case name = "Name", value = "SecretString", description = "Description", tags = "Tags"
            case token = "ClientRequestToken"
        }

        /// Creates the operation.
        public init(
            name: String, value: SensitiveText? = nil, description: String? = nil, tags: [Tag]? = nil,
            token: String = UUID().uuidString.lowercased()
        ) {
            self.name = name
            self.value = value
            self.description = description
            self.tags = tags
            self.token = token
        }

        /// The secret and its version.
        public typealias Output = SecretVersionReference
    }

    /// `PutSecretValue`, which creates a version.
    public struct PutSecretValue: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `PutSecretValue`.
        public static let name = "PutSecretValue"

        /// The secret's name or ARN.
        public var id: String
        /// The value.
        public var value: SensitiveText
        /// The stages of the new version; nil for `AWSCURRENT`.
        public var versionStages: [String]?
        /// The idempotency token, which becomes the version's id.
        public var token: String

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", value = "SecretString", versionStages = "VersionStages", token = "ClientRequestToken"
        }

        /// Creates the operation.
        public init(
            id: String, value: SensitiveText, versionStages: [String]? = nil,
            token: String = UUID().uuidString.lowercased()
        ) {
            self.id = id
            self.value = value
            self.versionStages = versionStages
            self.token = token
        }

        /// The secret and its version.
        public typealias Output = SecretVersionReference
    }

    /// `DeleteSecret`.
    public struct DeleteSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `DeleteSecret`.
        public static let name = "DeleteSecret"

        /// The secret's name or ARN.
        public var id: String
        /// The recovery window in days: 7 to 30, or nil for 30.
        public var recoveryDays: Int?

        enum CodingKeys: String, CodingKey { case id = "SecretId", recoveryDays = "RecoveryWindowInDays" }

        /// Creates the operation.
        public init(id: String, recoveryDays: Int? = nil) {
            self.id = id
            self.recoveryDays = recoveryDays
        }

        /// An empty output.
        public typealias Output = EmptyOutput
    }
}
