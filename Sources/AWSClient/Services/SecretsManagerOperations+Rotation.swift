#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

// New values for a secret that exists, and which of its versions is current.

extension SecretsManagerOperations {
    /// `UpdateSecret`: another description, another value, or both. Another value is a new version and `AWSCURRENT`.
    public struct UpdateSecret: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `UpdateSecret`.
        public static let name = "UpdateSecret"

        /// The secret's name or ARN.
        public var id: String
        /// The value, or nil to leave it.
        public var value: SensitiveText?
        /// What the secret is for, or nil to leave it.
        public var description: String?
        /// Makes a repetition harmless, and becomes the id of a new version.
        public var token: String

        enum CodingKeys: String, CodingKey {
            case id = "SecretId", value = "SecretString", description = "Description", token = "ClientRequestToken"
        }

        /// Asks for a change.
        public init(
            id: String, value: SensitiveText? = nil, description: String? = nil,
            token: String = UUID().uuidString.lowercased()
        ) {
            self.id = id
            self.value = value
            self.description = description
            self.token = token
        }

        /// What was changed; without a version if the value was left.
        public typealias Output = SecretVersionReference
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

    /// `GetRandomPassword`: a value to rotate to, made by AWS. Nothing is stored.
    public struct GetRandomPassword: JSONOperation {
        /// Secrets Manager.
        public static let service = AWSService.secretsManager
        /// `GetRandomPassword`.
        public static let name = "GetRandomPassword"

        /// How many characters: 1 to 4096, or nil for 32.
        public var length: Int?
        /// Characters not to use, such as `/@"` in a database's password; nil to use all.
        public var excludedCharacters: String?
        /// Whether punctuation is left out; nil leaves it in.
        public var excludesPunctuation: Bool?

        enum CodingKeys: String, CodingKey {
            case length = "PasswordLength", excludedCharacters = "ExcludeCharacters"
            case excludesPunctuation = "ExcludePunctuation"
        }

        /// Asks for a password.
        public init(length: Int? = nil, excludedCharacters: String? = nil, excludesPunctuation: Bool? = nil) {
            self.length = length
            self.excludedCharacters = excludedCharacters
            self.excludesPunctuation = excludesPunctuation
        }

        /// The password.
        public struct Output: Sendable, Decodable {
            /// The password.
            public var password: SensitiveText

            enum CodingKeys: String, CodingKey { case password = "RandomPassword" }
        }
    }
}
