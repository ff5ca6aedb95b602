#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The facts for the checks of `doctor`.
package struct DoctorFacts: Sendable, Hashable {
    /// The credentials in use.
    package struct Credentials: Sendable, Hashable {
        /// The source, such as `profile staging`.
        package var source: String
        /// The expiry; nil if they do not expire.
        package var expiry: Date?

        /// Creates the description of credentials.
        package init(source: String, expiry: Date? = nil) {
            self.source = source
            self.expiry = expiry
        }
    }

    /// The subject of a job's token, and the verdict of the deploy role's trust policy on it.
    package struct Subject: Sendable, Hashable {
        /// The subject, such as `repo:owner/name:ref:refs/heads/main`.
        package var text: String
        /// The reason why the trust policy refuses it; nil if it accepts it.
        package var refusal: String?

        /// Creates the description of a subject.
        package init(text: String, refusal: String? = nil) {
            self.text = text
            self.refusal = refusal
        }
    }

    /// The setup of the account.
    package enum Bootstrap: Sendable, Hashable {
        /// It was not read, with the reason.
        case unread(String)
        /// The account is not set up, with the reason.
        case missing(String)
        /// The setup.
        case found(AccountSetup)
    }

    /// A quota of the account, and the value that the environment needs.
    package struct Quota: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The service's code and the quota's code, such as `fargate/L-3032A538`.
        package var code: String
        /// The value that the environment needs.
        package var needed: Double
        /// The account's value; nil if it was not read.
        package var value: Double?

        /// Creates the description of a quota.
        package init(name: String, code: String, needed: Double, value: Double? = nil) {
            self.name = name
            self.code = code
            self.needed = needed
            self.value = value
        }
    }

    /// The repository with its settings.
    package enum Repository: Sendable, Hashable {
        /// It was not read, with the reason.
        case unread(String)
        /// The settings that the jobs of an environment get.
        case found(name: String, environment: String?, RepositorySettings)
    }

    /// The time at which the facts were read.
    package var now: Date
    /// The paths of the programs that were found, by their names.
    package var tools: [String: String] = [:]
    /// The variables of the process.
    package var variables: [String: String] = [:]
    /// `true` for the checks of continuous integration.
    package var isCI = false
    /// The credentials; nil if there are none.
    package var credentials: Credentials?
    /// The reason why there are no credentials or AWS refuses them.
    package var credentialsProblem: String?
    /// The caller's account.
    package var account: String?
    /// The caller's ARN.
    package var caller: String?
    /// The region of the calls.
    package var region: String?
    /// Seconds to add to the local clock for AWS's time.
    package var clockDifference: Double?
    /// The repository of the jobs.
    package var repository = Repository.unread("GitHub was not asked: neither GITHUB_TOKEN nor GH_TOKEN is set")
    /// The setup of the account.
    package var bootstrap: Bootstrap = .unread("AWS was not asked")
    /// The subject of the job's token; nil if unknown.
    package var subject: Subject?
    /// The quotas.
    package var quotas: [Quota] = []

    /// Creates facts without any reading.
    package init(now: Date) { self.now = now }
}
