public import CloudFormation

/// GitHub as an identity provider of the account, which has one of them at most.
///
///     let provider = scope.add("GitHub", GitHubProvider())          // makes it
///     let provider = GitHubProvider.Reference.existing              // exists already
public struct GitHubProvider: Construct, Sendable, Hashable {
    /// The issuer of the tokens, without `https://`.
    public static let host = "token.actions.githubusercontent.com"
    /// The audience of the tokens, the default of the action `aws-actions/configure-aws-credentials`.
    public static let audience = "sts.amazonaws.com"

    /// The action on the provider when it is removed. Defaults to `.retain`: roles of other stacks may use it.
    public var removal = ResourceOptions.Policy.retain

    /// Describes the provider.
    public init() {}

    /// Adds the provider. AWS verifies GitHub's certificate against its own list of authorities, so no thumbprint is given.
    public func build(in scope: Scope) -> Reference {
        let provider = scope.add(
            AWS.IAM.OIDCProvider(
                clientIdList: [.literal(GitHubProvider.audience)], url: .literal("https://\(GitHubProvider.host)")),
            .kept(removal))
        return Reference(arn: ResourceARN(provider.arn))
    }

    /// A reference to the provider.
    public struct Reference: Sendable, Hashable {
        /// The provider's ARN.
        public let arn: ResourceARN<AWS.IAM.OIDCProvider>

        /// A provider with an ARN.
        public init(arn: ResourceARN<AWS.IAM.OIDCProvider>) {
            self.arn = arn
        }

        /// The existing provider of the stack's account.
        public static var existing: Reference {
            Reference(
                arn: ResourceARN("arn:\(AWS.partition):iam::\(AWS.accountID):oidc-provider/\(GitHubProvider.host)"))
        }

        /// The statement of a role's trust policy that lets a repository's jobs assume the role.
        public func trustStatement(for trust: GitHubTrust) -> PolicyStatement {
            let subjects = trust.subjects
            // StringEquals takes a wildcard literally, so it would never match.
            let hasWildcard = subjects.contains { $0.contains("*") || $0.contains("?") }
            let sub = TemplateExpression.Member(
                "\(GitHubProvider.host):sub",
                subjects.count == 1 ? .string(subjects[0]) : .list(subjects.map { .string($0) }))
            let aud = TemplateExpression.Member("\(GitHubProvider.host):aud", .string(GitHubProvider.audience))
            let conditions: TemplateExpression =
                hasWildcard
                ? ["StringEquals": .object([aud]), "StringLike": .object([sub])]
                : ["StringEquals": .object([aud, sub])]
            return PolicyStatement(
                actions: ["sts:AssumeRoleWithWebIdentity"], principal: ["Federated": arn.value.expression],
                conditions: conditions)
        }
    }
}
