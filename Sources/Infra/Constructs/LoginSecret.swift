public import CloudFormation

/// A user name with a generated password in Secrets Manager. The password is never in a template, a parameter or here.
public struct LoginSecret: Construct {
    /// What the secret holds.
    public struct Props: Sendable {
        /// The user name.
        public var username: String
        /// What the secret is for, in a sentence.
        public var description: String
        /// How long the password is; 40 by default.
        public var passwordLength: Int
        /// Characters the password does not have; by default those that RDS refuses (`/`, `@`, `"`, space) and those
        /// that need quoting in connection strings and shells.
        public var excludedCharacters: String

        /// Describes a secret.
        public init(
            username: String, description: String, passwordLength: Int = 40,
            excludedCharacters: String = "\"'/@\\ `$%&*:;<>?[]^{|}~#!()=+,"
        ) {
            self.username = username
            self.description = description
            self.passwordLength = passwordLength
            self.excludedCharacters = excludedCharacters
        }
    }

    /// The secret's ARN.
    public let arn: TemplateValue<String>

    /// A secret of another stack, by its full ARN.
    public init(imported arn: TemplateValue<String>) {
        self.arn = arn
    }

    /// Adds the secret.
    public init(_ scope: Scope, _ id: String, _ props: Props) {
        let template: TemplateExpression = ["username": .string(props.username)]
        let secret = scope.add(
            id,
            AWS.SecretsManager.Secret(
                description: .literal(props.description),
                generateSecretString: .init(
                    excludeCharacters: .literal(props.excludedCharacters), generateStringKey: "password",
                    passwordLength: .literal(props.passwordLength),
                    secretStringTemplate: .literal(template.compactJSON))),
            .kept(.delete))
        arn = secret.ref
    }

    /// A field of the secret as a dynamic reference, which CloudFormation resolves while it deploys and shows to nobody.
    public func field(_ name: String) -> TemplateValue<String> {
        "{{resolve:secretsmanager:\(arn):SecretString:\(name)}}"
    }

    /// Lets the grantee read this secret and no other.
    public func grantRead(to grantee: some Grantee) {
        grantee.grant(
            PolicyStatement(
                actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], resources: [arn]))
    }
}
