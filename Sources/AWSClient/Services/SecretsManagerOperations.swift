#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The operations of Secrets Manager, named and shaped as in "AWS Secrets Manager API Reference".
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
        /// The first value, or nil for none yet.
        public var value: SensitiveText?
        /// What the secret is for.
        public var description: String?
        /// The tags.
        public var tags: [Tag]?
        /// Makes a repetition harmless, and becomes the version's id: 32 to 64 characters.
        public var token: String

        enum CodingKeys: String, CodingKey {
            case name = "Name", value = "SecretString", description = "Description", tags = "Tags"
            case token = "ClientRequestToken"
        }

        /// Asks for a secret.
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

        /// What was made.
        public typealias Output = SecretVersionReference
    }

    /// `GetSecretValue`.
    public struct GetSecretValue: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `GetSecretValue`.
        public static let name = "GetSecretValue"

        /// The secret's name or ARN.
        public var id: String
        /// A version, or nil.
        public var versionID: String?
        /// A stage; AWS takes `AWSCURRENT` if neither is given.
        public var versionStage: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", versionID = "VersionId", versionStage = "VersionStage"
        }

        /// Asks for a value.
        public init(id: String, versionID: String? = nil, versionStage: String? = nil) {
            self.id = id
            self.versionID = versionID
            self.versionStage = versionStage
        }

        /// The value and its version.
        public typealias Output = SecretEntry
    }

    /// `BatchGetSecretValue`, for up to 20 secrets.
    public struct BatchGetSecretValue: PagedOperation, JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `BatchGetSecretValue`.
        public static let name = "BatchGetSecretValue"
        /// The most secrets of a call.
        public static let mostSecrets = 20

        /// The secrets' names or ARNs.
        public var ids: [String]
        /// What asks for the next page.
        public var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "SecretIdList", pageToken = "NextToken" }

        /// Asks for values.
        public init(ids: [String]) { self.ids = ids }

        /// A page of values, and of secrets that have none for the caller.
        public struct Output: Sendable, Decodable {
            /// The values.
            public var entries: [SecretEntry]?
            /// What could not be had.
            public var errors: [Failure]?
            /// What asks for the next page.
            public var nextToken: String?

            enum CodingKeys: String, CodingKey {
                case entries = "SecretValues", errors = "Errors", nextToken = "NextToken"
            }
        }

        /// A secret that could not be had.
        public struct Failure: Sendable, Hashable, Decodable {
            /// The secret.
            public var id: String?
            /// The code.
            public var code: String?
            /// The message.
            public var message: String?

            enum CodingKeys: String, CodingKey { case id = "SecretId", code = "ErrorCode", message = "Message" }
        }

        /// The token of the next page.
        public static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `PutSecretValue`: a new version.
    public struct PutSecretValue: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `PutSecretValue`.
        public static let name = "PutSecretValue"

        /// The secret's name or ARN.
        public var id: String
        /// The value.
        public var value: SensitiveText
        /// The stages of the new version; AWS takes `AWSCURRENT` if nil.
        public var versionStages: [String]?
        /// Makes a repetition harmless, and becomes the version's id.
        public var token: String

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", value = "SecretString", versionStages = "VersionStages", token = "ClientRequestToken"
        }

        /// Asks for a version.
        public init(
            id: String, value: SensitiveText, versionStages: [String]? = nil,
            token: String = UUID().uuidString.lowercased()
        ) {
            self.id = id
            self.value = value
            self.versionStages = versionStages
            self.token = token
        }

        /// What was made.
        public typealias Output = SecretVersionReference
    }

    /// `DescribeSecret`: everything but the value.
    public struct DescribeSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `DescribeSecret`.
        public static let name = "DescribeSecret"

        /// The secret's name or ARN.
        public var id: String

        enum CodingKeys: String, CodingKey { case id = "SecretId" }

        /// Asks for a description.
        public init(id: String) { self.id = id }

        /// The description.
        public typealias Output = SecretDescription
    }

    /// `ListSecrets`.
    public struct ListSecrets: PagedOperation, JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `ListSecrets`.
        public static let name = "ListSecrets"

        /// Names that begin so; nil for all.
        public var namePrefix: String?
        /// What asks for the next page.
        public var pageToken: String?

        /// Asks for descriptions.
        public init(namePrefix: String? = nil) { self.namePrefix = namePrefix }

        private enum CodingKeys: String, CodingKey { case filters = "Filters", pageToken = "NextToken" }

        private struct Filter: Encodable {
            let key = "name"
            let values: [String]

            enum CodingKeys: String, CodingKey { case key = "Key", values = "Values" }
        }

        /// Writes the input's document.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            if let namePrefix { try container.encode([Filter(values: [namePrefix])], forKey: .filters) }
            try container.encodeIfPresent(pageToken, forKey: .pageToken)
        }

        /// A page of descriptions.
        public struct Output: Sendable, Decodable {
            /// The secrets.
            public var secrets: [SecretDescription]?
            /// What asks for the next page.
            public var nextToken: String?

            enum CodingKeys: String, CodingKey { case secrets = "SecretList", nextToken = "NextToken" }
        }

        /// The token of the next page.
        public static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `ListSecretVersionIds`.
    public struct ListSecretVersionIDs: PagedOperation, JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `ListSecretVersionIds`.
        public static let name = "ListSecretVersionIds"

        /// The secret's name or ARN.
        public var id: String
        /// Whether versions without a stage are listed too.
        public var includeDeprecated: Bool
        /// What asks for the next page.
        public var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", includeDeprecated = "IncludeDeprecated", pageToken = "NextToken"
        }

        /// Asks for versions.
        public init(id: String, includeDeprecated: Bool = false) {
            self.id = id
            self.includeDeprecated = includeDeprecated
        }

        /// A page of versions.
        public struct Output: Sendable, Decodable {
            /// The versions.
            public var versions: [SecretVersionEntry]?
            /// What asks for the next page.
            public var nextToken: String?

            enum CodingKeys: String, CodingKey { case versions = "Versions", nextToken = "NextToken" }
        }

        /// The token of the next page.
        public static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `RotateSecret`.
    public struct RotateSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `RotateSecret`.
        public static let name = "RotateSecret"

        /// The secret's name or ARN.
        public var id: String
        /// Whether to rotate at once, rather than in the next window.
        public var rotatesImmediately: Bool?
        /// Makes a repetition harmless, and becomes the new version's id.
        public var token: String

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", rotatesImmediately = "RotateImmediately", token = "ClientRequestToken"
        }

        /// Asks for a rotation.
        public init(id: String, rotatesImmediately: Bool? = nil, token: String = UUID().uuidString.lowercased()) {
            self.id = id
            self.rotatesImmediately = rotatesImmediately
            self.token = token
        }

        /// The version that is being made.
        public typealias Output = SecretVersionReference
    }

    /// `UpdateSecretVersionStage`: moves a stage from one version to another.
    public struct UpdateSecretVersionStage: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `UpdateSecretVersionStage`.
        public static let name = "UpdateSecretVersionStage"

        /// The secret's name or ARN.
        public var id: String
        /// The stage, such as `AWSCURRENT`.
        public var stage: String
        /// The version to take it from, or nil.
        public var removeFrom: String?
        /// The version to give it to, or nil.
        public var moveTo: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", stage = "VersionStage", removeFrom = "RemoveFromVersionId"
            case moveTo = "MoveToVersionId"
        }

        /// Asks for a move.
        public init(id: String, stage: String, removeFrom: String? = nil, moveTo: String? = nil) {
            self.id = id
            self.stage = stage
            self.removeFrom = removeFrom
            self.moveTo = moveTo
        }

        /// Nothing of interest.
        public typealias Output = EmptyOutput
    }

    /// `DeleteSecret`.
    public struct DeleteSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `DeleteSecret`.
        public static let name = "DeleteSecret"

        /// The secret's name or ARN.
        public var id: String
        /// Days that it can still be restored: 7 to 30, or nil for 30.
        public var recoveryDays: Int?

        enum CodingKeys: String, CodingKey { case id = "SecretId", recoveryDays = "RecoveryWindowInDays" }

        /// Asks for a deletion.
        public init(id: String, recoveryDays: Int? = nil) {
            self.id = id
            self.recoveryDays = recoveryDays
        }

        /// Nothing of interest.
        public typealias Output = EmptyOutput
    }
}
