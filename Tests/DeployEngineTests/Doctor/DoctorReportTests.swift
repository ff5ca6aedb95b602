import DeployEngine
import Foundation
import Testing

@Suite("The checks of doctor")
struct DoctorReportTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let plan = PreflightCheckTests.plan()

    /// Facts of a job in which everything is right.
    static func facts(isCI: Bool = true, _ change: (inout DoctorFacts) -> Void = { _ in }) -> DoctorFacts {
        var facts = DoctorFacts(now: now)
        facts.isCI = isCI
        facts.tools = ["podman": "/usr/bin/podman", "session-manager-plugin": "/usr/bin/session-manager-plugin"]
        facts.variables = [
            "AWS_ACCOUNT_ID": "123456789012", "AWS_REGION": "eu-central-1",
            "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/deploy", "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.example",
        ]
        facts.credentials = .init(source: "environment", expiry: now.addingTimeInterval(3600))
        facts.account = "123456789012"
        facts.caller = "arn:aws:sts::123456789012:assumed-role/deploy/x"
        facts.region = "eu-central-1"
        facts.clockDifference = 0
        facts.bootstrap = .found(
            AccountSetup(bucket: "b", executionRole: "arn:aws:iam::123456789012:role/e", executionPolicyHash: "hash-1"))
        facts.subject = .init(text: "repo:o/r:environment:test")
        facts.repository = .found(
            name: "o/r", environment: "test",
            RepositorySettings(environment: .found(.init(reviewers: 1, limitsBranches: true))))
        facts.quotas = [.init(name: "VPCs", code: "vpc/L-F678F1CE", needed: 1, value: 5)]
        change(&facts)
        return facts
    }

    @Test("Right facts are right, in a job and at home", arguments: [true, false])
    func right(_ isCI: Bool) {
        let report = DoctorReport(Self.facts(isCI: isCI), plan: Self.plan)
        #expect(report.findings.filter { $0.status != .ok } == [])
        #expect(!report.hasFailed)
        #expect(report.findings.contains { $0.check == .variables } == isCI)
        #expect(report.findings.contains { $0.check == .sessionPlugin } == !isCI)
    }

    /// One change of right facts and the finding that follows.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let check: DoctorFinding.Check
        let status: DoctorFinding.Status
        let detail: String
        var fixed = false
        let change: @Sendable (inout DoctorFacts) -> Void
        var testDescription: String { name }
    }

    /// The settings of the right facts with a change.
    static func settings(_ change: (inout RepositorySettings) -> Void) -> DoctorFacts.Repository {
        var settings = RepositorySettings(environment: .found(.init(reviewers: 1)))
        change(&settings)
        return .found(name: "o/r", environment: "test", settings)
    }

    static let rows: [Row] = [
        Row(name: "no builder", check: .imageTool, status: .warning, detail: "neither") { $0.tools = [:] },
        Row(name: "expired", check: .credentialsExpiry, status: .failed, detail: "expired") {
            $0.credentials?.expiry = now
        },
        Row(name: "almost expired", check: .credentialsExpiry, status: .warning, detail: "10 minutes left") {
            $0.credentials?.expiry = now.addingTimeInterval(600)
        },
        Row(name: "another account", check: .account, status: .failed, detail: "belong to 210987654321") {
            $0.account = "210987654321"
        },
        Row(name: "another region", check: .region, status: .failed, detail: "go to us-east-1") {
            $0.region = "us-east-1"
        },
        Row(name: "a wrong clock", check: .clock, status: .warning, detail: "400 seconds behind") {
            $0.clockDifference = 400
        },
        Row(
            name: "a name that GitHub does not have", check: .variables, status: .failed,
            detail: "environment test or o/r"
        ) {
            $0.variables["AWS_REGION"] = nil
        },
        Row(name: "a name that may be unread", check: .variables, status: .skipped, detail: "may read") {
            $0.variables["AWS_REGION"] = nil
            $0.repository = settings { $0.unread = ["the secrets of the organization"] }
        },
        Row(name: "a variable that is not passed on", check: .variables, status: .failed, detail: "does not pass it on")
        {
            $0.variables["AWS_REGION"] = nil
            $0.repository = settings { $0.variables["AWS_REGION"] = "eu-central-1" }
        },
        Row(name: "a secret that is not passed on", check: .variables, status: .failed, detail: "is a secret on GitHub")
        {
            $0.variables["AWS_ROLE_ARN"] = nil
            $0.repository = settings { $0.secrets = ["AWS_ROLE_ARN"] }
        },
        Row(name: "a wrong variable on GitHub", check: .variables, status: .failed, detail: "is not the region of test")
        {
            $0.variables["AWS_REGION"] = nil
            $0.repository = settings { $0.variables["AWS_REGION"] = "us-east-1" }
        },
        Row(name: "no environment", check: .protection, status: .warning, detail: "o/r has no environment test") {
            $0.repository = settings { $0.environment = .missing }
        },
        Row(name: "unread environments", check: .protection, status: .skipped, detail: "may not read") {
            $0.repository = settings { $0.environment = .unread }
        },
        Row(name: "jobs without an environment", check: .protection, status: .skipped, detail: "name no environment") {
            $0.repository = settings { $0.environment = .unnamed }
        },
        Row(name: "no answer of GitHub", check: .protection, status: .skipped, detail: "does not accept the token") {
            $0.repository = .unread("GitHub does not accept the token")
        },
        Row(name: "no token", check: .identityToken, status: .failed, detail: "may not ask") {
            $0.variables["ACTIONS_ID_TOKEN_REQUEST_URL"] = nil
        },
        Row(name: "no job", check: .identityToken, status: .skipped, detail: "no job") {
            $0.variables["GITHUB_ACTIONS"] = nil
        },
        Row(
            name: "a subject that is refused", check: .subject, status: .failed,
            detail: "repo:o/r:ref:refs/heads/main: it differs"
        ) {
            $0.subject = .init(text: "repo:o/r:ref:refs/heads/main", refusal: "it differs")
        },
        Row(name: "an unknown subject", check: .subject, status: .skipped, detail: "unknown") { $0.subject = nil },
        Row(name: "no bootstrap", check: .bootstrap, status: .failed, detail: "no stack", fixed: true) {
            $0.bootstrap = .missing("the account has no stack")
        },
        Row(name: "an old bootstrap", check: .executionPolicy, status: .failed, detail: "hash-0", fixed: true) {
            $0.bootstrap = .found(AccountSetup(bucket: "b", executionRole: "r", executionPolicyHash: "hash-0"))
        },
        Row(name: "a small quota", check: .quota, status: .failed, detail: "VPCs: 5, the environment needs 6") {
            $0.quotas[0].needed = 6
        },
        Row(name: "an unread quota", check: .quota, status: .skipped, detail: "could not be read") {
            $0.quotas[0].value = nil
        },
    ]

    @Test("Each fault is one finding", arguments: rows)
    func finding(_ row: Row) throws {
        let report = DoctorReport(Self.facts(row.change), plan: Self.plan)
        let wrong = report.findings.filter { $0.status != .ok }
        try #require(wrong.count == 1)
        #expect(wrong[0].check == row.check && wrong[0].status == row.status)
        #expect(wrong[0].detail.contains(row.detail), "\(wrong[0].detail)")
        #expect(report.hasFailed == (row.status == .failed))
        #expect(report.isFixedByBootstrap == row.fixed)
    }

    @Test("Outside of a job the repository's settings count, and a variable's visible value is judged")
    func outside() {
        let facts = Self.facts { facts in
            facts.variables = [:]
            facts.repository = Self.settings {
                $0.variables = ["AWS_ACCOUNT_ID": "123456789012", "AWS_REGION": "eu-central-1"]
                $0.secrets = ["AWS_ROLE_ARN"]
            }
        }
        let findings = DoctorReport(facts, plan: Self.plan).findings.filter { $0.check == .variables }
        #expect(findings.map(\.status) == [.ok])
    }

    @Test("Without an answer of GitHub the variables of the process decide")
    func unasked() {
        let facts = Self.facts { facts in
            facts.variables["AWS_REGION"] = nil
            facts.repository = .unread("GitHub was not asked")
        }
        let findings = DoctorReport(facts, plan: Self.plan).findings.filter { $0.check == .variables }
        #expect(findings.map(\.detail) == ["AWS_REGION is not set; expected a region such as eu-central-1"])
    }

    @Test("An unprotected environment is a warning in production alone", arguments: [true, false])
    func production(isProduction: Bool) {
        var plan = Self.plan
        plan.isProduction = isProduction
        let facts = Self.facts { facts in facts.repository = Self.settings { $0.environment = .found(.init()) } }
        let finding = DoctorReport(facts, plan: plan).findings.first { $0.check == .protection }
        #expect(finding?.status == (isProduction ? .warning : .ok))
    }

    @Test("The remedies of a preview are those of its environment")
    func preview() {
        var plan = Self.plan
        plan.environment = "test.pr-12"
        plan.account = nil
        let report = DoctorReport(Self.facts { $0.bootstrap = .missing("the account has no stack") }, plan: plan)
        let remedies = report.findings.compactMap(\.remedy)
        #expect(remedies.contains("Run `infra-cli bootstrap test`"), "\(remedies)")
        #expect(remedies.contains { $0.contains("deploy/test.yaml") }, "\(remedies)")
    }

    @Test("Without credentials the rest is skipped and the reason named")
    func credentials() {
        let facts = Self.facts(isCI: false) {
            $0.credentials = nil
            $0.credentialsProblem = "no source has credentials"
            $0.account = nil
            $0.clockDifference = nil
            $0.bootstrap = .unread("AWS was not asked")
        }
        let report = DoctorReport(facts, plan: Self.plan)
        #expect(report.findings.filter { $0.status == .failed }.map(\.detail) == ["no source has credentials"])
        #expect(report.findings.filter { $0.status == .skipped }.map(\.check) == [.account, .clock, .bootstrap])
    }

    @Test(
        "Variables are judged by their shape",
        arguments: [
            (CIVariable("A", .account), "12345678901", "A has 11 digits; expected 12 digits"),
            (
                CIVariable("A", .account), "12345678901x",
                "A has 12 characters that are not all digits; expected 12 digits"
            ),
            (CIVariable("A", .account), "null", "A is the word for a missing value; expected 12 digits"),
            (CIVariable("A", .account), "210987654321", "A is not the account of test"),
            (CIVariable("A", .account), "123456789012 ", "A contains white space; expected 12 digits"),
            (CIVariable("A", .account), "${{ vars.A }}", "A contains white space; expected 12 digits"),
            (CIVariable("A", .account), "$A", "A is an expression that was not replaced; expected 12 digits"),
            (CIVariable("A", .account), "123456789012", nil),
            (
                CIVariable("R", .region), "Frankfurt",
                "R has not the form of a region; expected a region such as eu-central-1"
            ),
            (CIVariable("R", .region), "us-east-1", "R is not the region of test, eu-central-1"),
            (CIVariable("R", .region), "eu-central-1", nil),
            (CIVariable("X", .roleARN), "deploy", "X is no ARN of a role; expected arn:aws:iam::<account>:role/<name>"),
            (
                CIVariable("X", .roleARN), "arn:aws:iam::1234:role/d",
                "X has no account of 12 digits; expected arn:aws:iam::<account>:role/<name>"
            ),
            (
                CIVariable("X", .roleARN), "arn:aws:iam::210987654321:role/d",
                "X is a role of another account than that of test"
            ),
            (CIVariable("X", .roleARN), "arn:aws:iam::123456789012:role/path/d", nil),
            (CIVariable("T", .text), "", "T is not set; expected a value"), (CIVariable("T", .text), "x", nil),
        ] as [(CIVariable, String, String?)])
    func variables(_ variable: CIVariable, _ value: String, _ problem: String?) {
        #expect(variable.problem(value, Self.plan) == problem)
    }

    @Test("No report has the value of a variable")
    func secrecy() throws {
        let canaries = ["AWS_ACCOUNT_ID": "canary-1", "AWS_REGION": "canary-2", "AWS_ROLE_ARN": "canary-3"]
        let report = DoctorReport(
            Self.facts { facts in
                for (name, value) in canaries { facts.variables[name] = value }
            }, plan: Self.plan)
        let hidden = DoctorReport(
            Self.facts { facts in
                facts.variables = [:]
                facts.repository = Self.settings { $0.variables = canaries }
            }, plan: Self.plan)
        #expect(hidden.findings.filter { $0.check == .variables && $0.status == .failed }.count == 3)
        for value in canaries.values { #expect(!hidden.lines.joined().contains(value)) }
        let text = report.lines.joined() + String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for value in canaries.values { #expect(!text.contains(value)) }
        #expect(report.findings.filter { $0.check == .variables && $0.status == .failed }.count == 3)
    }

    @Test("Lines begin with the status and have the remedy below")
    func lines() {
        let report = DoctorReport(Self.facts(isCI: false) { $0.tools["session-manager-plugin"] = nil }, plan: Self.plan)
        #expect(report.lines.prefix(3).map { $0.split(separator: " ").first } == ["ok", "warning", "Install"])
    }
}
