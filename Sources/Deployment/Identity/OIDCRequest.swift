package import Diagnostics
import Infra

/// The part that the commands of `infra-cli oidc` share: an environment with access for GitHub.
package struct OIDCRequest: Sendable {
    /// The environment's name.
    package var environment: String
    /// The folder that contains `deploy`; nil is the working directory.
    package var directory: String?

    /// Creates a request for an environment.
    package init(environment: String, directory: String? = nil) {
        self.environment = environment
        self.directory = directory
    }

    /// An environment with access for GitHub.
    struct Access {
        let environment: DeploymentEnvironment
        let github: GitHubAccess

        /// The trust policy of the deploy role, with the account's number where the file names it.
        var document: TemplateExpression {
            let partition = environment.region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
            let account = environment.account ?? "<account>"
            let provider = GitHubProvider.Reference(
                arn: ResourceARN(.literal("arn:\(partition):iam::\(account):oidc-provider/\(GitHubProvider.host)")))
            return PolicyStatement.document([provider.trustStatement(for: github.trust)])
        }
    }

    func access() throws(CommandError) -> Access {
        let settings = try DeploymentEnvironment.ofCommand(environment, directory: directory)
        guard let github = settings.bootstrap.github else {
            let folder = directory.map { "\($0)/deploy" } ?? "deploy"
            throw CommandError(
                exitCode: .data,
                description: "error: \(folder)/\(environment).yaml has no \"github\"; add it with owner and repository")
        }
        return Access(environment: settings, github: github)
    }

    /// Prints the identity provider, the accepted subjects and the trust policy of the deploy role.
    package func show(json: Bool) throws(CommandError) -> String {
        let access = try access()
        let trust = access.github.trust
        guard !json else {
            return TemplateExpression.object([
                .init("issuer", .string("https://\(GitHubProvider.host)")),
                .init("audience", .string(GitHubProvider.audience)),
                .init("subjects", .list(trust.subjects.map { .string($0) })),
                .init("policy", access.document),
            ]).json
        }
        var lines = [
            "Issuer    https://\(GitHubProvider.host)",
            "Audience  \(GitHubProvider.audience)",
            "Provider  \(access.github.makesProvider ? "made by the bootstrap stack" : "exists in the account")",
            "", "Accepted subjects:",
        ]
        lines += trust.subjects.map { "  \($0)" }
        if !trust.hasIDs {
            lines += [
                "", "Without ownerId and repositoryId the policy accepts names alone. Repositories",
                "created or renamed since July 2026 send ids beside the names.",
            ]
        }
        lines += ["", "Trust policy:", access.document.json]
        return lines.joined(separator: "\n")
    }
}
