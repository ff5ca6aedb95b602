#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The choices of a run.
package struct DeployOptions: Sendable, Hashable {
    /// The approval of the changes.
    package var approval: Approval = .ask
    /// The logical ids of resources whose content may be lost.
    package var allowedReplacements: Set<String> = []
    /// The time until the operation is cancelled; nil without a limit.
    package var deadline: Duration?
    /// `true` to migrate and verify also if no stack changes.
    package var forcesRelease = false
    /// `true` to compare the stacks with the actual state of their resources, and to return what was changed outside of the templates.
    package var revertsDrift = false
    /// `true` if an operator can be asked.
    package var hasTerminal = false
    /// The author of the release, without the caller's ARN, which AWS tells.
    package var author = Release.Author(caller: "")
    /// The region of the calls; nil if it is the plan's.
    package var region: String?
    /// The expiry of the credentials; nil if they do not expire.
    package var credentialsExpiry: Date?
    /// The release whose content is restored; nil for a deployment of the environment's file.
    package var restores: Int?
    /// The choices of the verification.
    package var verification = Verification.Settings()

    /// Creates the choices with their defaults.
    package init() {}
}
