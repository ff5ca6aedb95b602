// Operations that read values and descriptions.

extension SecretsManagerOperations {
    /// `GetSecretValue`.
    package struct GetSecretValue: JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `GetSecretValue`.
        package static let name = "GetSecretValue"

        /// The secret's name or ARN.
        package var id: String
        /// The version's id; nil for the version with ``versionStage``.
        package var versionID: String?
        /// A stage; the default is `AWSCURRENT`, unless a version is given.
        package var versionStage: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", versionID = "VersionId", versionStage = "VersionStage"
        }

        /// Creates the operation.
        package init(id: String, versionID: String? = nil, versionStage: String? = nil) {
            self.id = id
            self.versionID = versionID
            self.versionStage = versionStage
        }

        /// The value and its version.
        package typealias Output = SecretEntry
    }

    /// `BatchGetSecretValue`, for up to 20 secrets.
    package struct BatchGetSecretValue: PagedOperation, JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `BatchGetSecretValue`.
        package static let name = "BatchGetSecretValue"
        /// The maximum number of secrets of a call.
        package static let mostSecrets = 20

        /// The secrets' names or ARNs.
        package var ids: [String]
        /// The token of the next page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case ids = "SecretIdList", pageToken = "NextToken" }

        /// Creates the operation.
        package init(ids: [String]) { self.ids = ids }

        /// A page of values and failures.
        package struct Output: Sendable, Decodable {
            /// The values.
            package var entries: [SecretEntry]?
            /// The failures.
            package var errors: [Failure]?
            /// The token of the next page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey {
                case entries = "SecretValues", errors = "Errors", nextToken = "NextToken"
            }
        }

        /// The failure to read one secret.
        package struct Failure: Sendable, Hashable, Decodable {
            /// The secret's name or ARN.
            package var id: String?
            /// The error's code.
            package var code: String?
            /// The error's message.
            package var message: String?

            enum CodingKeys: String, CodingKey { case id = "SecretId", code = "ErrorCode", message = "Message" }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeSecret`.
    package struct DescribeSecret: JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `DescribeSecret`.
        package static let name = "DescribeSecret"

        /// The secret's name or ARN.
        package var id: String

        enum CodingKeys: String, CodingKey { case id = "SecretId" }

        /// Creates the operation.
        package init(id: String) { self.id = id }

        /// The description.
        package typealias Output = SecretDescription
    }

    /// `ListSecrets`.
    package struct ListSecrets: PagedOperation, JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `ListSecrets`.
        package static let name = "ListSecrets"

        /// The prefix of names; nil for all.
        package var namePrefix: String?
        /// The token of the next page.
        package var pageToken: String?

        /// Creates the operation.
        package init(namePrefix: String? = nil) { self.namePrefix = namePrefix }

        private enum CodingKeys: String, CodingKey { case filters = "Filters", pageToken = "NextToken" }

        private struct Filter: Encodable {
            let key = "name"
            let values: [String]

            enum CodingKeys: String, CodingKey { case key = "Key", values = "Values" }
        }

        /// Encodes the input's document.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            if let namePrefix { try container.encode([Filter(values: [namePrefix])], forKey: .filters) }
            try container.encodeIfPresent(pageToken, forKey: .pageToken)
        }

        /// A page of descriptions.
        package struct Output: Sendable, Decodable {
            /// The secrets.
            package var secrets: [SecretDescription]?
            /// The token of the next page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case secrets = "SecretList", nextToken = "NextToken" }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `ListSecretVersionIds`.
    package struct ListSecretVersionIDs: PagedOperation, JSONOperation {
        /// Secrets Manager.
        package static let service = AWSService.secretsManager
        /// `ListSecretVersionIds`.
        package static let name = "ListSecretVersionIds"

        /// The secret's name or ARN.
        package var id: String
        /// `true` to include versions without a stage.
        package var includeDeprecated: Bool
        /// The token of the next page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", includeDeprecated = "IncludeDeprecated", pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(id: String, includeDeprecated: Bool = false) {
            self.id = id
            self.includeDeprecated = includeDeprecated
        }

        /// A page of versions.
        package struct Output: Sendable, Decodable {
            /// The versions.
            package var versions: [SecretVersionEntry]?
            /// The token of the next page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case versions = "Versions", nextToken = "NextToken" }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}
