public import CloudFormation

/// A secret of Secrets Manager that ECS puts into an environment variable when a task starts.
///
///     task.secrets = ["API_KEY": ContainerSecret(secret.arn, field: "key")]
public struct ContainerSecret: Sendable, Hashable {
    /// The secret's full ARN.
    public var arn: ResourceARN<AWS.SecretsManager.Secret>
    /// The field of the secret's JSON document; nil takes the whole text. Defaults to nil.
    public var field: String?
    /// The key that encrypts the secret, if it is not AWS's own. Defaults to nil.
    public var key: ResourceARN<AWS.KMS.Key>?

    /// Creates a reference to a secret.
    public init(
        _ arn: ResourceARN<AWS.SecretsManager.Secret>, field: String? = nil, key: ResourceARN<AWS.KMS.Key>? = nil
    ) {
        self.arn = arn
        self.field = field
        self.key = key
    }

    /// The reference in a task definition: the current version of the field ("Pass Secrets Manager secrets through Amazon ECS
    /// environment variables").
    var reference: TemplateValue<String> { field.map { "\(arn):\($0)::" } ?? arn.value }

    /// Allows the grantee, a task's execution role, to read the secret.
    func grantRead(to grantee: some Grantee) {
        grantee.grant(PolicyStatement(actions: ["secretsmanager:GetSecretValue"], resources: [arn.value]))
        if let key {
            grantee.grant(PolicyStatement(actions: ["kms:Decrypt"], resources: [key.value]))
        }
    }
}
