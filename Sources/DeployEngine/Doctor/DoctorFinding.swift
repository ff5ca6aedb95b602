/// The result of one check of `doctor`.
package struct DoctorFinding: Sendable, Hashable, Codable {
    /// The checks.
    package enum Check: String, Sendable, Hashable, CaseIterable, Codable {
        /// A program that builds and pushes images.
        case imageTool = "image-tool"
        /// The plug-in for commands in running tasks.
        case sessionPlugin = "session-plugin"
        /// The credentials.
        case credentials
        /// The time until the credentials expire.
        case credentialsExpiry = "credentials-expiry"
        /// The account.
        case account
        /// The region.
        case region
        /// The local clock.
        case clock
        /// The variables and secrets of continuous integration.
        case variables
        /// The protection of the jobs' environment on the code host.
        case protection
        /// The permission of a job to ask for a token.
        case identityToken = "identity-token"
        /// The subject that the job sends, beside the trust policy.
        case subject
        /// The bootstrap stack.
        case bootstrap
        /// The permissions of the execution role.
        case executionPolicy = "execution-policy"
        /// The account's quotas.
        case quota
    }

    /// The outcomes of a check.
    package enum Status: String, Sendable, Hashable, CaseIterable, Codable {
        /// Nothing is wrong.
        case ok
        /// It works, but not in every case.
        case warning
        /// A deployment would fail.
        case failed
        /// The check was not possible.
        case skipped
    }

    /// The check.
    package var check: Check
    /// The outcome.
    package var status: Status
    /// A statement of what was found. It never has the value of a secret or variable.
    package var detail: String
    /// The remedy, a sentence without a final full stop; nil if none is needed.
    package var remedy: String?
    /// `true` if `infra-cli bootstrap` corrects it.
    package var isFixedByBootstrap: Bool

    /// Creates a finding.
    package init(
        _ check: Check, _ status: Status, _ detail: String, remedy: String? = nil, isFixedByBootstrap: Bool = false
    ) {
        self.check = check
        self.status = status
        self.detail = detail
        self.remedy = remedy
        self.isFixedByBootstrap = isFixedByBootstrap
    }
}
