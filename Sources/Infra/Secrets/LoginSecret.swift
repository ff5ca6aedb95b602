public import CloudFormation

/// A user name with a generated password in Secrets Manager. No template or parameter contains the password.
public struct LoginSecret: Construct, Sendable, Hashable {
    /// The user name.
    public var username: String
    /// The secret's purpose, in a sentence.
    public var description: String
    /// The length of the password. Defaults to 40.
    public var passwordLength = 40
    /// The customer-managed key that encrypts the secret; nil is Secrets Manager's own. Defaults to nil.
    public var key: ResourceARN<AWS.KMS.Key>?
    /// The characters that the password does not contain. By default those that RDS refuses (`/`, `@`, `"`, space) and
    /// those that need quoting in connection strings and shells.
    public var excludedCharacters = LoginSecret.unsafeCharacters
    /// The secret of the user that changes this one's password when two users alternate; nil if there is none. Defaults to nil.
    public var superuser: ResourceARN<AWS.SecretsManager.Secret>?
    /// The action on the secret when it is removed. Defaults to deletion.
    public var removal = ResourceOptions.Policy.delete

    /// The characters that RDS, connection strings or shells treat specially.
    public static let unsafeCharacters = "\"'/@\\ `$%&*:;<>?[]^{|}~#!()=+,"

    /// Describes a secret.
    public init(username: String, description: String) {
        self.username = username
        self.description = description
    }

    /// The rules of the properties.
    public static var rules: [PropertyRule<LoginSecret>] {
        [
            PropertyRule(
                "username", { $0.username },
                ValidValues("a user name of 1 to 128 characters") { (1...128).contains($0.count) }
            ),
            // The upper limit of GetRandomPassword; four kinds of characters need four places.
            PropertyRule("passwordLength", { $0.passwordLength }, .range(8...4096)),
        ]
    }

    /// Adds the secret.
    public func build(in scope: Scope) -> Reference {
        let name = TemplateExpression.string(username).compactJSON
        var template: TemplateValue<String> = .literal("{\"username\":\(name)}")
        if let superuser {
            // The hosted function finds the superuser's secret by this field, and falls back to a connection without TLS unless
            // the secret refuses it ("Rotation function templates").
            template = "{\"username\":\(name),\"masterarn\":\"\(superuser)\",\"ssl\":true}"
        }
        let secret = scope.add(
            AWS.SecretsManager.Secret(
                description: .literal(description),
                generateSecretString: .init(
                    excludeCharacters: .literal(excludedCharacters), generateStringKey: "password",
                    passwordLength: .literal(passwordLength), secretStringTemplate: template),
                kmsKeyId: key?.value),
            .kept(removal))
        return Reference(arn: ResourceARN(secret.ref), key: key)
    }

    /// A reference to a secret, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The secret's full ARN.
        public let arn: ResourceARN<AWS.SecretsManager.Secret>
        /// The customer-managed key that encrypts the secret; nil is Secrets Manager's own key, which needs no permission.
        public let key: ResourceARN<AWS.KMS.Key>?

        /// An existing secret.
        public init(arn: ResourceARN<AWS.SecretsManager.Secret>, key: ResourceARN<AWS.KMS.Key>? = nil) {
            self.arn = arn
            self.key = key
        }

        /// A field of the secret as a dynamic reference, which CloudFormation resolves at deployment without showing it.
        public func field(_ name: String) -> TemplateValue<String> {
            "{{resolve:secretsmanager:\(arn):SecretString:\(name)}}"
        }

        /// Allows the grantee to read this secret alone.
        public func grantRead(to grantee: some Grantee) {
            grantee.grant(
                PolicyStatement(
                    actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                    resources: [arn.value]))
            guard let key else { return }
            // The key is good for this secret alone ("Secret encryption and decryption in AWS Secrets Manager").
            grantee.grant(
                PolicyStatement(
                    actions: ["kms:Decrypt"], resources: [key.value],
                    conditions: ["StringEquals": ["kms:EncryptionContext:SecretARN": arn.value.expression]]))
        }

        /// Passes the ARN through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(
                arn: transfer.text("Arn", arn, "The secret's ARN"),
                key: key.map { transfer.text("KeyArn", $0, "The key that encrypts the secret") })
        }

        /// A secret without an ARN.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(arn: "")
        }
    }
}
