public import CloudFormation

/// A random text in Secrets Manager, such as the key of an administrator. No template or parameter contains it.
///
///     let key = scope.add("AdminKey", GeneratedSecret(description: "The administrator's key"))
///     key.grantRead(to: service)
public struct GeneratedSecret: Construct, Sendable, Hashable {
    /// The secret's purpose, in a sentence.
    public var description: String
    /// The number of characters, letters and digits. Defaults to 48, which hold 285 bits.
    public var length = 48
    /// The customer-managed key that encrypts the secret; nil is Secrets Manager's own. Defaults to nil.
    public var key: ResourceARN<AWS.KMS.Key>?
    /// The action on the secret when it is removed. Defaults to deletion.
    public var removal = ResourceOptions.Policy.delete

    /// Describes a secret.
    public init(description: String) {
        self.description = description
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<GeneratedSecret>] {
        // The upper limit of GetRandomPassword. Shorter texts can be guessed.
        [PropertyRule("length", { $0.length }, .range(32...4096))]
    }

    /// Adds the secret.
    public func build(in scope: Scope) -> LoginSecret.Reference {
        let secret = scope.add(
            AWS.SecretsManager.Secret(
                description: .literal(description),
                generateSecretString: .init(excludePunctuation: true, passwordLength: .literal(length)),
                kmsKeyId: key?.value),
            .kept(removal))
        return LoginSecret.Reference(arn: ResourceARN(secret.ref), key: key)
    }
}
