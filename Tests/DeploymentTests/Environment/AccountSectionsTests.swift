import Deployment
import Infra
import Testing

@Suite("EnvironmentReader, sections of the account")
struct AccountSectionsTests {
    private func parse(_ text: String, name: String = "production") throws -> DeploymentEnvironment {
        try DeploymentEnvironment.parse(
            "region: eu-central-1\nservice: {image: 'weir:1', insecureHTTP: a gateway adds TLS}\n\(text)", name: name,
            file: "file.yaml")
    }

    private func faults(_ text: String) -> [String] {
        do {
            _ = try parse(text)
            return []
        } catch let EnvironmentFileError.invalid(diagnostics) {
            return diagnostics.map { "\($0.line): \($0.message)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test("The section github sets the trust of the deploy role")
    func gitHub() throws {
        let environment = try parse(
            """
            github:
              owner: octo
              ownerId: 1234
              repository: weir
              repositoryId: 5678
              branches: [main, 'release/*']
              tags: ['v*']
              environments: [live]
              pullRequests: true
              subjects: ids
              provider: existing
              sessionHours: 2
            """)
        let github = try #require(environment.bootstrap.github)
        #expect(github.trust.owner == "octo" && github.trust.repository == "weir")
        #expect(github.trust.ownerID == "1234" && github.trust.repositoryID == "5678")
        #expect(
            github.trust.contexts == [
                "environment:live", "ref:refs/heads/main", "ref:refs/heads/release/*", "ref:refs/tags/v*",
                "pull_request",
            ])
        #expect(github.trust.acceptedForm == .ids)
        #expect(!github.makesProvider && github.session == .hours(2))
    }

    @Test("Without branches, tags and environments only jobs of the GitHub environment of the same name may deploy")
    func defaultContext() throws {
        let github = try #require(try parse("github: {owner: octo, repository: weir}").bootstrap.github)
        #expect(github.trust.subjects == ["repo:octo/weir:environment:production"])
        #expect(github.makesProvider && github.session == .hours(1))
        #expect(try parse("").bootstrap.github == nil)
    }

    @Test(
        "A wrong value of github is refused with its line and the valid values",
        arguments: [
            ("github: {repository: weir}", "\"github.owner\" is missing; expected letters, digits and single hyphens"),
            ("github: {owner: octo}", "\"github.repository\" is missing"),
            ("github: {owner: o/x, repository: weir}", "\"github.owner\" is \"o/x\"; expected letters"),
            ("github: {owner: o, repository: w, ownerId: abc}", "\"github.ownerId\" is \"abc\"; expected the number"),
            ("github: {owner: o, repository: w, branches: [refs/heads/main]}", "without refs/ in front"),
            ("github: {owner: o, repository: w, branches: main}", "expected a list of names"),
            ("github: {owner: o, repository: w, subjects: ids}", "ids and both need ownerID and repositoryID"),
            (
                "github: {owner: o, repository: w, subjects: numbers}",
                "\"github.subjects\" is \"numbers\"; expected names"
            ),
            ("github: {owner: o, repository: w, provider: reuse}", "expected create or existing"),
            ("github: {owner: o, repository: w, sessionHours: 24}", "the nearest is 12"),
            ("github: {owner: o, repository: w, branch: main}", "unknown key \"github.branch\""),
        ])
    func gitHubFaults(text: String, words: String) {
        let found = faults(text)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("3: ") == true && found.first?.contains(words) == true, "\(found)")
    }

    @Test("The section audit sets the trail")
    func audit() throws {
        #expect(try parse("").bootstrap.audit == nil)
        #expect(try parse("audit: {}").bootstrap.audit == AuditTrail())
        let audit = try #require(
            try parse("audit: {days: 400, logDays: 30, config: true, rules: [RDS_STORAGE_ENCRYPTED]}").bootstrap.audit)
        #expect(audit.retentionDays == 400 && audit.logs == .days(30))
        #expect(audit.recordsConfiguration && audit.configurationRules == ["RDS_STORAGE_ENCRYPTED"])
    }

    @Test("The section budget sets the limit and its alerts")
    func budget() throws {
        #expect(try parse("").bootstrap.budget == nil)
        let budget = try #require(
            try parse(
                "budget: {monthly: 250, emails: [ops@example.com], actual: [50, 90], forecast: [110], tags: {Team: a}}"
            ).bootstrap.budget)
        #expect(budget.monthly == 250 && budget.emails == ["ops@example.com"])
        #expect(budget.actual == [50, 90] && budget.forecast == [110] && budget.tags == ["Team": "a"])
    }

    @Test(
        "A wrong value of audit, budget or bootstrap is refused with its line and the valid values",
        arguments: [
            ("audit: {days: 1}", "\"audit.days\" is \"1\"; expected a whole number from 90 to 3653"),
            ("audit: {logDays: 2}", "\"audit.logDays\" is \"2\""),
            ("audit: {rules: [RDS_STORAGE_ENCRYPTED]}", "expected audit.config: true"),
            ("budget: {emails: [ops@example.com]}", "\"budget.monthly\" is missing"),
            ("budget: {monthly: 10}", "nothing receives the alerts otherwise"),
            ("budget: {monthly: 10, emails: [ops]}", "expected at most 10 addresses"),
            ("budget: {monthly: 10, topic: alerts}", "expected a topic of SNS"),
            ("budget: {monthly: 10, emails: [a@b.de], actual: [0]}", "expected different whole numbers"),
            ("budget: {monthly: 1.5, emails: [a@b.de]}", "expected the limit in US dollars a month"),
            ("bootstrap: {repository: reuse}", "expected create or existing"),
            ("bootstrap: {oldVersionDays: 0}", "expected a whole number from 1 to 3650"),
        ])
    func otherFaults(text: String, words: String) {
        let found = faults(text)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("3: ") == true && found.first?.contains(words) == true, "\(found)")
    }

    @Test("The section bootstrap sets bucket and repository")
    func bootstrap() throws {
        let settings = try parse("bootstrap: {repository: existing, oldVersionDays: 7, accessLogDays: off}").bootstrap
        #expect(!settings.makesRepository)
        #expect(settings.artifacts.oldVersionDays == 7 && settings.artifacts.accessLogDays == nil)
        #expect(try parse("", name: "dev").bootstrap.artifacts.accessLogDays == 30)
        #expect(try parse("").bootstrap.artifacts.accessLogDays == 90)
    }

    @Test(
        "A tag that differs from another in capitals only is refused, as IAM refuses the pair",
        arguments: [
            ("environment", "Environment"), ("APPLICATION", "Application"), ("managedby", "ManagedBy"),
        ])
    func capitals(tag: String, standard: String) {
        #expect(
            faults("tags: {\(tag): x}") == [
                "3: \"tags.\(tag)\" is \"x\"; expected the name \"\(standard)\" instead of \"\(tag)\": IAM refuses two tags "
                    + "that differ in capitals only"
            ])
    }

    @Test("Two tags of a file that differ in capitals only are refused, and the standard spelling is not")
    func ownCapitals() throws {
        #expect(faults("tags: {Team: a, team: b}").count == 2)
        #expect(try parse("tags: {Environment: live}").tags == ["Environment": "live"])
    }
}
