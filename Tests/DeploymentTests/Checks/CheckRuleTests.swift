import Deployment
import Infra
import Testing

@Suite("CheckRule")
struct CheckRuleTests {
    @Test("A rule judges a resource as expected", arguments: CheckCases.all)
    func judges(_ check: CheckCase) throws {
        let result = try check.result()
        let outcome: CheckCase.Expected? =
            switch result?.outcome {
            case nil: .notApplicable
            case .pass: .pass
            case .fail: .fail
            case .notEvaluable: .notEvaluable
            case .suppressed: nil
            }
        #expect(outcome == check.expected, "\(result?.faults ?? [])")
        if let message = check.message {
            #expect(result?.faults.contains { $0.message.contains(message) } == true, "\(result?.faults ?? [])")
        }
    }

    @Test("No finding repeats a secret", arguments: CheckCases.all.filter { $0.text.contains("canary") })
    func secrets(_ check: CheckCase) throws {
        let result = try #require(try check.result())
        #expect(result.outcome == .fail)
        #expect(!result.faults.contains { $0.message.contains("canary") })
    }

    @Test("Every rule has a passing and a failing case", arguments: CheckRule.all.map(\.id))
    func hasCases(id: String) {
        let outcomes = Set(CheckCases.all.filter { $0.rule == id }.map(\.expected))
        #expect(outcomes.isSuperset(of: [.pass, .fail]))
    }

    @Test("Every rule has an id of its own, and says why it matters and what to do")
    func table() {
        #expect(Set(CheckRule.all.map(\.id)).count == CheckRule.all.count)
        for rule in CheckRule.all {
            #expect(rule.id.wholeMatch(of: /WEIR-[A-Z]{3}-\d{3}/) != nil, "\(rule.id)")
            for text in [rule.why, rule.fix] {
                #expect(text.hasSuffix(".") && text.count > 20, "\(rule.id): \(text)")
            }
            #expect(!rule.title.hasSuffix(".") && rule.title.count <= 60, "\(rule.id): \(rule.title)")
        }
    }

    @Test("A rule reads every function of a synthesized template", arguments: ["dev", "staging", "production"])
    func synthesized(name: String) throws {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "a gateway adds TLS"
        let templates = try ProductApp(environment).synthesize().map(CheckedTemplate.init)
        let checks = TemplateChecks(tier: Tier(environment: name), today: "2026-11-30")
        let report = checks.report(name, file: "deploy/\(name).yaml", templates)
        #expect(report.passes > 80, "\(report.passes)")
        #expect(report.results.contains { $0.rule.id == "WEIR-NET-001" && $0.element.path == "Database/Instance" })
        // The address of the database is a parameter of the service's stack; its name is none of a secret.
        #expect(!report.failures.contains { $0.rule.id.hasPrefix("WEIR-SEC") }, "\(report.failures.map(\.faults))")
    }
}
