#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The findings of `doctor`: pure checks over gathered facts.
package struct DoctorReport: Sendable, Hashable, Codable {
    /// The findings, in the order of the checks.
    package var findings: [DoctorFinding]

    /// Checks the facts.
    /// - Parameters:
    ///   - facts: The facts.
    ///   - plan: The plan of the environment.
    ///   - variables: The variables that continuous integration needs.
    package init(_ facts: DoctorFacts, plan: ReleasePlan, variables: [CIVariable] = CIVariable.required) {
        let checks = Checks(facts: facts, plan: plan)
        findings = checks.tools + checks.credentials + checks.place + [checks.clock]
        if facts.isCI {
            let repository = RepositoryCheck(facts: facts, plan: plan)
            findings += repository.variables(variables) + [repository.protection] + checks.token
        }
        findings += checks.bootstrap + checks.quotas
    }

    /// `true` if a deployment would fail.
    package var hasFailed: Bool { findings.contains { $0.status == .failed } }

    /// `true` if `infra-cli bootstrap` corrects a finding.
    package var isFixedByBootstrap: Bool { findings.contains(where: \.isFixedByBootstrap) }

    /// The report in lines.
    package var lines: [String] {
        let width = DoctorFinding.Check.allCases.map { $0.rawValue.utf8.count }.max() ?? 0
        let padding = String(repeating: " ", count: width)
        return findings.flatMap { finding -> [String] in
            let status = (finding.status.rawValue + "       ").prefix(8)
            let name = (finding.check.rawValue + padding).prefix(width)
            let line = "\(status) \(name)  \(finding.detail)"
            return [line] + (finding.remedy.map { ["         \(padding)  \($0)."] } ?? [])
        }
    }

    private struct Checks {
        let facts: DoctorFacts
        let plan: ReleasePlan

        var tools: [DoctorFinding] {
            let builders = ["podman", "buildah", "docker"]
            let found = builders.filter { facts.tools[$0] != nil }
            let builder =
                found.isEmpty
                ? DoctorFinding(
                    .imageTool, .warning, "neither podman, buildah nor docker is on PATH",
                    remedy: "Install one of them to build and push images here")
                : DoctorFinding(.imageTool, .ok, "\(found.joined(separator: ", ")) on PATH")
            guard !facts.isCI else { return [builder] }
            let plugin =
                facts.tools["session-manager-plugin"] == nil
                ? DoctorFinding(
                    .sessionPlugin, .warning, "session-manager-plugin is not on PATH",
                    remedy: "Install it to run commands in tasks with infra-cli exec")
                : DoctorFinding(.sessionPlugin, .ok, "session-manager-plugin on PATH")
            return [builder, plugin]
        }

        var credentials: [DoctorFinding] {
            guard facts.credentialsProblem == nil, let credentials = facts.credentials else {
                return [
                    DoctorFinding(
                        .credentials, .failed, facts.credentialsProblem ?? "there are no credentials",
                        remedy: "infra-cli whoami shows the sources that were asked")
                ]
            }
            let caller = facts.caller.map { ", \($0)" } ?? ""
            let finding = DoctorFinding(.credentials, .ok, "from \(credentials.source)\(caller)")
            guard let expiry = credentials.expiry else { return [finding] }
            let minutes = Int(expiry.timeIntervalSince(facts.now) / 60)
            let needed = 35
            return [
                finding,
                minutes >= needed
                    ? DoctorFinding(.credentialsExpiry, .ok, "\(minutes) minutes left")
                    : DoctorFinding(
                        .credentialsExpiry, minutes <= 0 ? .failed : .warning,
                        minutes <= 0 ? "expired" : "\(minutes) minutes left; a deployment may take \(needed)",
                        remedy:
                            "Renew them, or raise the session's duration (role-duration-seconds, MaxSessionDuration)"),
            ]
        }

        var place: [DoctorFinding] {
            var findings: [DoctorFinding] = []
            switch (facts.account, plan.account) {
            case (nil, _): findings.append(DoctorFinding(.account, .skipped, "the caller is unknown"))
            case (let account?, let wanted?) where account != wanted:
                findings.append(
                    DoctorFinding(
                        .account, .failed, "the credentials belong to \(account); \(plan.environment) is in \(wanted)",
                        remedy: "Choose the credentials of \(wanted), for example with --profile"))
            case (let account?, nil):
                findings.append(
                    DoctorFinding(
                        .account, .warning, "\(account), and the environment's file names none",
                        remedy:
                            "Add `account: \"\(account)\"` to deploy/\(plan.baseEnvironment).yaml, so that no other account is deployed to"
                    ))
            case (let account?, _): findings.append(DoctorFinding(.account, .ok, account))
            }
            if let region = facts.region, region != plan.region {
                findings.append(
                    DoctorFinding(
                        .region, .failed, "the calls go to \(region); \(plan.environment) is in \(plan.region)",
                        remedy: "Leave --region out, or correct the environment's file"))
            } else {
                findings.append(DoctorFinding(.region, .ok, plan.region))
            }
            return findings
        }

        var clock: DoctorFinding {
            guard let difference = facts.clockDifference else {
                return DoctorFinding(.clock, .skipped, "AWS's time is unknown")
            }
            let seconds = Int(abs(difference))
            guard abs(difference) >= PreflightCheck.clockTolerance else {
                return DoctorFinding(.clock, .ok, seconds < 2 ? "right" : "\(seconds) seconds off, which AWS accepts")
            }
            return DoctorFinding(
                .clock, .warning, "\(seconds) seconds \(difference > 0 ? "behind" : "ahead of") AWS's; AWS accepts 300",
                remedy: "Set the clock, for example with NTP. infra-cli corrects its own signatures; other tools fail")
        }

        var token: [DoctorFinding] {
            var findings: [DoctorFinding] = []
            if facts.variables["GITHUB_ACTIONS"] == "true" {
                let hasToken = facts.variables["ACTIONS_ID_TOKEN_REQUEST_URL"].map { !$0.isEmpty } ?? false
                findings.append(
                    hasToken
                        ? DoctorFinding(.identityToken, .ok, "the job may ask for a token")
                        : DoctorFinding(
                            .identityToken, .failed, "the job may not ask for a token",
                            remedy: "Add `permissions: {id-token: write, contents: read}` to the job"))
            } else {
                findings.append(DoctorFinding(.identityToken, .skipped, "this is no job of GitHub Actions"))
            }
            guard let subject = facts.subject else {
                return findings + [DoctorFinding(.subject, .skipped, "the subject of the job's token is unknown")]
            }
            if let refusal = subject.refusal {
                findings.append(
                    DoctorFinding(
                        .subject, .failed, "\(subject.text): \(refusal)",
                        remedy: "Run `infra-cli oidc check`, which explains the difference"))
            } else {
                findings.append(DoctorFinding(.subject, .ok, "\(subject.text) is trusted"))
            }
            return findings
        }

        var bootstrap: [DoctorFinding] {
            let remedy = "infra-cli bootstrap \(plan.baseEnvironment)"
            switch facts.bootstrap {
            case .unread(let reason): return [DoctorFinding(.bootstrap, .skipped, reason)]
            case .missing(let reason):
                return [DoctorFinding(.bootstrap, .failed, reason, remedy: "Run `\(remedy)`", isFixedByBootstrap: true)]
            case .found(let setup):
                let found = DoctorFinding(.bootstrap, .ok, plan.bootstrapStack)
                guard setup.executionPolicyHash != plan.executionPolicyHash else {
                    return [
                        found,
                        DoctorFinding(.executionPolicy, .ok, "the permissions \(setup.executionPolicyHash.prefix(12))"),
                    ]
                }
                return [
                    found,
                    DoctorFinding(
                        .executionPolicy, .failed,
                        "the role has the permissions \(setup.executionPolicyHash.prefix(12)); the templates need \(plan.executionPolicyHash.prefix(12))",
                        remedy: "Run `\(remedy)`; --diff shows the difference", isFixedByBootstrap: true),
                ]
            }
        }

        var quotas: [DoctorFinding] {
            facts.quotas.map { quota in
                let needed = PreflightCheck.decimal(quota.needed)
                guard let value = quota.value else {
                    return DoctorFinding(.quota, .skipped, "\(quota.name): the quota could not be read")
                }
                let detail = "\(quota.name): \(PreflightCheck.decimal(value)), the environment needs \(needed)"
                guard quota.needed > value else { return DoctorFinding(.quota, .ok, detail) }
                return DoctorFinding(
                    .quota, .failed, detail, remedy: "Request more in Service Quotas (\(quota.code))")
            }
        }
    }
}
