import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The decision whether a deployment may begin, over facts that were read before.
package struct PreflightCheck: Sendable {
    let plan: ReleasePlan
    let needs: TemplateNeeds
    let facts: PreflightFacts

    /// Creates a check.
    package init(_ plan: ReleasePlan, needs: TemplateNeeds, facts: PreflightFacts) {
        self.plan = plan
        self.needs = needs
        self.facts = facts
    }

    /// The difference of clocks in seconds from which AWS's services may refuse signatures; they accept 300.
    static let clockTolerance = 240.0
    /// The time that credentials must last beyond the estimate.
    static let reserve: Duration = .seconds(300)

    /// The faults, obstacles first.
    package var faults: [PreflightFault] {
        let all =
            caller + bootstrap + stacks + image + needs.faults + parameters + secrets + logGroups + roles + network
            + quota
        return all.filter(\.isObstacle) + all.filter { !$0.isObstacle }
    }

    private var caller: [PreflightFault] {
        var faults: [PreflightFault] = []
        if let wanted = plan.account, let account = facts.account, wanted != account {
            faults.append(
                PreflightFault(
                    .wrongAccount, subject: plan.environment,
                    got: "the credentials belong to the account \(account)\(facts.caller.map { " (\($0))" } ?? "")",
                    expected: "the account \(wanted)",
                    remedy: "Choose the credentials of \(wanted), for example with --profile"))
        }
        if let region = facts.region, region != plan.region {
            faults.append(
                PreflightFault(
                    .wrongRegion, subject: plan.environment, got: "the calls go to \(region)", expected: plan.region,
                    remedy: "Leave --region out, or correct the region in the environment's file"))
        }
        if let difference = facts.clockDifference, abs(difference) >= Self.clockTolerance {
            let minutes = Int(abs(difference) / 60)
            faults.append(
                PreflightFault(
                    .clockSkew, subject: "the local clock",
                    got: "it is \(minutes) minutes \(difference > 0 ? "behind" : "ahead of") AWS's",
                    expected: "a difference of less than \(Int(Self.clockTolerance) / 60) minutes",
                    remedy:
                        "Set the clock, for example with NTP. infra-cli corrects its own signatures; other tools fail",
                    isObstacle: false))
        }
        if let expiry = facts.credentialsExpiry {
            let left = expiry.timeIntervalSince(facts.now)
            let needed = (facts.estimate + Self.reserve).seconds
            if left < needed {
                faults.append(
                    PreflightFault(
                        .credentialsExpire, subject: "the credentials",
                        got: left <= 0 ? "they have expired" : "they expire in \(Int(left / 60)) minutes",
                        expected: "at least \(Int(needed / 60)) minutes, the likely duration and a reserve",
                        remedy:
                            "Renew them first, or raise the session's duration (role-duration-seconds, MaxSessionDuration). If they expire meanwhile, infra-cli attach continues",
                        isObstacle: left <= 0))
            }
        }
        return faults
    }

    private var bootstrap: [PreflightFault] {
        var faults: [PreflightFault] = []
        if let hash = facts.executionPolicyHash, hash != plan.executionPolicyHash {
            faults.append(
                PreflightFault(
                    .bootstrapOutdated, subject: plan.bootstrapStack,
                    got: "the execution role has the permissions \(hash.prefix(12))",
                    expected: "\(plan.executionPolicyHash.prefix(12)), which these templates need",
                    remedy: "Run `infra-cli bootstrap \(plan.baseEnvironment)`; --diff shows the difference"))
        }
        if facts.hasExecutionRole == false, let role = facts.executionRole {
            faults.append(
                PreflightFault(
                    .roleMissing, subject: plan.bootstrapStack, got: "the role \(role) does not exist",
                    expected: "the role that CloudFormation assumes",
                    remedy: "Run `infra-cli bootstrap \(plan.baseEnvironment)`"))
        }
        return faults
    }

    private var stacks: [PreflightFault] {
        plan.stacks.compactMap { planned in
            guard let stack = facts.stacks[planned.name] else { return nil }
            let meaning = stack.status.meaning
            let remedy: String
            switch meaning.recovery {
            case .deploy, .explainThenDeploy, .deleteEmptyStack: return nil
            case .attach: remedy = "Follow the operation with `infra-cli attach \(plan.environment)`"
            case .attachOrCancel:
                remedy =
                    "Follow the operation with `infra-cli attach \(plan.environment)`, or end it with `infra-cli cancel`"
            default: remedy = "`infra-cli recover \(plan.environment)` shows the way out and takes it"
            }
            return PreflightFault(
                .stackNotDeployable, subject: stack.name, got: "its status is \(stack.status.rawValue)",
                expected: "a status that allows a deployment", remedy: remedy)
        }
    }

    private var image: [PreflightFault] {
        // The problem names the image itself.
        (facts.image?.problems ?? []).map {
            PreflightFault(
                .imageNotRunnable, subject: "image", got: $0.got, expected: $0.expected, remedy: $0.remedy)
        }
    }

    private var parameters: [PreflightFault] {
        guard let known = facts.parameters else { return [] }
        return needs.parameters.sorted { $0.key < $1.key }
            .filter { known[$0.key] == nil && !needs.provided.contains($0.key) }
            .map { name, stack in
                PreflightFault(
                    .parameterMissing, subject: stack, got: "Parameter Store has no \(name)",
                    expected: "the parameter that the template reads",
                    remedy: "Deploy the stack that shares it, or create it")
            }
    }

    /// The value of a need as far as it is known.
    func text(_ value: TemplateNeeds.Value) -> String? {
        switch value {
        case .text(let text): text
        case .parameter(let name): facts.parameters?[name]
        }
    }

    private var secrets: [PreflightFault] {
        var seen: Set<SecretReference> = []
        return needs.secrets.compactMap { need in
            guard let reference = text(need.value).flatMap(SecretReference.init), seen.insert(reference).inserted,
                let state = facts.secrets[reference.id]
            else { return nil }
            switch state {
            case .missing:
                return PreflightFault(
                    .secretMissing, subject: need.stack, got: "there is no secret \(reference.id)",
                    expected: "the secret that the task reads",
                    remedy: "Create it: `infra-cli secrets set`, or correct the reference")
            case .deleted:
                return PreflightFault(
                    .secretMissing, subject: need.stack, got: "the secret \(reference.id) is being deleted",
                    expected: "the secret that the task reads",
                    remedy: "Restore it: aws secretsmanager restore-secret --secret-id \(reference.id)")
            case .present(let keys):
                guard let key = reference.key, let keys, !keys.contains(key) else { return nil }
                let got =
                    keys.isEmpty
                    ? "its value is no JSON object" : "its value has the keys \(keys.sorted().joined(separator: ", "))"
                return PreflightFault(
                    .secretKeyMissing, subject: reference.id, got: got, expected: "the key \(key)",
                    remedy: "Add the key with `infra-cli secrets set`, or correct the reference")
            }
        }
    }

    private var logGroups: [PreflightFault] {
        guard let known = facts.logGroups else { return [] }
        return needs.logGroups.sorted { $0.key < $1.key }.filter { !known.contains($0.key) }.map { name, stack in
            PreflightFault(
                .logGroupMissing, subject: stack, got: "there is no log group \(name)",
                expected: "the log group that the task writes to",
                remedy: "Create it: aws logs create-log-group --log-group-name \(name)")
        }
    }

    private var roles: [PreflightFault] {
        facts.denials.map { denial in
            let isExecution = denial.role == facts.executionRole
            return PreflightFault(
                .roleDenied, subject: denial.role,
                got: denial.verdict == .explicitDeny
                    ? "a policy denies \(denial.action) on \(denial.resource)"
                    : "no policy allows \(denial.action) on \(denial.resource)",
                expected: "the permission",
                remedy: isExecution
                    ? "Run `infra-cli bootstrap \(plan.baseEnvironment) --diff`"
                    : "The deployment may add it; if not, tasks will not start",
                isObstacle: false)
        }
    }
}
