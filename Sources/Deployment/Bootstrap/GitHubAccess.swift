package import Infra

/// `github`: the deployment jobs of an environment.
package struct GitHubAccess: Sendable, Hashable {
    /// The jobs that may assume the deploy role.
    package var trust: GitHubTrust
    /// `github.provider`: makes GitHub an identity provider of the account. Defaults to true; an account has one of them at most.
    package var makesProvider = true
    /// `github.sessionHours`: the longest session of a job. Defaults to one hour.
    package var session = Period.hours(1)

    /// Describes the access of a repository's jobs.
    package init(trust: GitHubTrust) {
        self.trust = trust
    }
}
