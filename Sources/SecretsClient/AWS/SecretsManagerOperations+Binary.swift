import AWSClient

/// The operations for binary values, which are sent as Base64 in `SecretBinary`.
extension SecretsManagerOperations {
    /// `CreateSecret` with a binary value.
    struct CreateBinarySecret: JSONOperation {
        static let service = AWSService.secretsManager
        static let name = "CreateSecret"

        let name: String
        let value: SensitiveText
        let token: String

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case value = "SecretBinary"
            case token = "ClientRequestToken"
        }

        typealias Output = SecretVersionReference
    }

    /// `PutSecretValue` with a binary value.
    struct PutBinarySecretValue: JSONOperation {
        static let service = AWSService.secretsManager
        static let name = "PutSecretValue"

        let id: String
        let value: SensitiveText
        let versionStages: [String]
        let token: String

        private enum CodingKeys: String, CodingKey {
            case id = "SecretId"
            case value = "SecretBinary"
            case versionStages = "VersionStages"
            case token = "ClientRequestToken"
        }

        typealias Output = SecretVersionReference
    }
}
