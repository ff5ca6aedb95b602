import AWSClient

/// Values that are no text go in `SecretBinary`, in Base64.
extension SecretsManagerOperations {
    /// `CreateSecret` with a value that is no text.
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

    /// `PutSecretValue` with a value that is no text.
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
