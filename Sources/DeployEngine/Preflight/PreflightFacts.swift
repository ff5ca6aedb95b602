package import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The facts of an account that decide whether a deployment may begin. What is nil or missing was not read.
package struct PreflightFacts: Sendable, Hashable {
    /// The existence of a secret.
    package enum SecretState: Sendable, Hashable {
        /// It does not exist.
        case missing
        /// It is being deleted.
        case deleted
        /// It exists; the JSON keys of its value, nil if they were not read, empty if it is not a JSON object.
        case present(keys: Set<String>?)
    }

    /// A permission that a role lacks.
    package struct Denial: Sendable, Hashable {
        /// The role's ARN.
        package var role: String
        /// The action.
        package var action: String
        /// The resource.
        package var resource: String
        /// The decision.
        package var verdict: PolicyVerdict

        /// Creates a denial.
        package init(role: String, action: String, resource: String, verdict: PolicyVerdict = .implicitDeny) {
            self.role = role
            self.action = action
            self.resource = resource
            self.verdict = verdict
        }
    }

    /// The time of the reading.
    package var now: Date
    /// The caller's account.
    package var account: String?
    /// The caller's ARN.
    package var caller: String?
    /// The region of the calls.
    package var region: String?
    /// Seconds to add to the local clock for AWS's time.
    package var clockDifference: Double?
    /// The expiry of the credentials; nil if they do not expire.
    package var credentialsExpiry: Date?
    /// The likely duration of the deployment.
    package var estimate: Duration = .seconds(1800)
    /// The stacks by name; a missing one does not exist.
    package var stacks: [String: StackDescription] = [:]
    /// The hash of the bootstrapped execution role's permissions.
    package var executionPolicyHash: String?
    /// The ARN of the bootstrapped execution role.
    package var executionRole: String?
    /// `false` if the execution role does not exist.
    package var hasExecutionRole: Bool?
    /// The image.
    package var image: ImageReport?
    /// The values of Parameter Store by name; nil if they were not read.
    package var parameters: [String: String]?
    /// The secrets by their names or ARNs without a JSON key.
    package var secrets: [String: SecretState] = [:]
    /// The log groups that exist; nil if they were not read.
    package var logGroups: Set<String>?
    /// The permissions that roles lack.
    package var denials: [Denial] = []
    /// The subnets of the tasks by id; a missing one does not exist, nil if they were not read.
    package var subnets: [String: SubnetDescription]?
    /// The route tables of the subnets' VPCs; nil if they were not read.
    package var routeTables: [RouteTable]?
    /// The endpoints of the subnets' VPCs.
    package var endpoints: [NetworkEndpoint] = []
    /// The account's quota of Fargate's vCPUs.
    package var fargateQuota: Double?
    /// The parts that could not be read, with the reason.
    package var unread: [String] = []

    /// Creates facts of which none was read.
    package init(now: Date) { self.now = now }
}
