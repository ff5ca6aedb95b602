// Operations that read values and descriptions.

extension SecretsManagerOperations {
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
        /// A stage; the default is `AWSCURRENT`, unless a version is given.
        public var versionStage: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", versionID = "VersionId", versionStage = "VersionStage"
        }

        /// Creates the operation.
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
        /// The maximum number of secrets of a call.
        public static let mostSecrets = 20

        /// The secrets' names or ARNs.
        public var ids: [String]
        /// The token of the next page.
        public var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "SecretIdList", pageToken = "NextToken" }

        /// Creates the operation.
        public init(ids: [String]) { self.ids = ids }

        /// A page of values and failures.
        public struct Output: Sendable, Decodable {
            /// The values.
            public var entries: [SecretEntry]?
            /// The failures.
            public var errors: [Failure]?
            /// The token of the next page.
            public var nextToken: String?

            enum CodingKeys: String, CodingKey {
                case entries = "SecretValues", errors = "Errors", nextToken = "NextToken"
            }
        }

        /// The failure to read one secret.
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

    /// `DescribeSecret`.
    public struct DescribeSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `DescribeSecret`.
        public static let name = "DescribeSecret"

        /// The secret's name or ARN.
        public var id: String

        enum CodingKeys: String, CodingKey { case id = "SecretId" }

        /// Creates the operation.
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

        /// The prefix of names; nil for all.
        public var namePrefix: String?
        /// The token of the next page.
        public var pageToken: String?

        /// Creates the operation.
        public init(namePrefix: String? = nil) { self.namePrefix = namePrefix }

        private enum CodingKeys: String, CodingKey { case filters = "Filters", pageToken = "NextToken" }

        private struct Filter: Encodable {
            let key = "name"
            let values: [String]

            enum CodingKeys: String, CodingKey { case key = "Key", values = "Values" }
        }

        /// Encodes the input's document.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            if let namePrefix { try container.encode([Filter(values: [namePrefix])], forKey: .filters) }
            try container.encodeIfPresent(pageToken, forKey: .pageToken)
        }

        /// A page of descriptions.
        public struct Output: Sendable, Decodable {
            /// The secrets.
            public var secrets: [SecretDescription]?
            /// The token of the next page.
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
        /// `true` to include versions without a stage.
        public var includeDeprecated: Bool
        /// The token of the next page.
        public var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", includeDeprecated = "IncludeDeprecated", pageToken = "NextToken"
        }

        /// Creates the operation.
        public init(id: String, includeDeprecated: Bool = false) {
            self.id = id
            self.includeDeprecated = includeDeprecated
        }

        /// A page of versions.
        public struct Output: Sendable, Decodable {
            /// The versions.
            public var versions: [SecretVersionEntry]?
            /// The token of the next page.
            public var nextToken: String?

            enum CodingKeys: String, CodingKey { case versions = "Versions", nextToken = "NextToken" }
        }

        /// The token of the next page.
        public static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}
