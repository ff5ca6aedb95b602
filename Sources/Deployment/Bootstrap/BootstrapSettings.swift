package import Infra

/// The part of an environment that exists before its first deployment.
package struct BootstrapSettings: Sendable, Hashable {
    /// The bucket of templates, release records and locks.
    package var artifacts = ArtifactBucket()
    /// `bootstrap.repository`: makes the repository of the service's image, if the image is in the environment's own account and
    /// region. Defaults to true; another environment of the same account may have made it.
    package var makesRepository = true
    /// `bootstrap.previewDays`: the days that a preview stays at least; nil allows none. Defaults to nil.
    package var previewDays: Int?
    /// `github`: the deployment jobs; nil without the section.
    package var github: GitHubAccess?
    /// `audit`: the record of the account's calls; nil without the section.
    package var audit: AuditTrail?
    /// `budget`: the limit of the account's costs; nil without the section.
    package var budget: Budget?

    /// Creates the default settings.
    package init() {}
}
