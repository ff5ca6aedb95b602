import Deployment
import Foundation
import Infra
import Testing

@Suite("CheckReport")
struct CheckReportTests {
    /// A report with every outcome, and with characters that JSON and XML escape.
    private static func report() throws -> CheckReport {
        let text = #"""
            {"Parameters": {"Open": {"Type": "String"}}, "Resources": {
            "Accepted": {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": true}},
            "Failing": {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": "<&\"\u0001"}},
            "Passing": {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": false}},
            "Unknown": {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": {"Ref": "Open"}},
                "Metadata": {"checkov": {"skip": [{"id": "CKV_AWS_17", "comment": "Known"}]}}}}}
            """#
        let template = CheckedTemplate(
            name: "stack", try JSONText.expression(text), paths: ["Failing": "Data/Failing"], lines: ["Failing": 3])
        let suppressions = [
            CheckSuppression(rule: "WEIR-NET-001", path: "Accepted", reason: "A <test> of it", expires: "2027-01-31"),
            CheckSuppression(rule: "WEIR-NET-004", path: "Nowhere", reason: "Nothing needs it", expires: "2027-01-31"),
        ]
        let rules = CheckRule.all.filter { $0.id == "WEIR-NET-001" }
        return TemplateChecks(tier: .production, suppressions: suppressions, today: "2026-11-30", rules: rules)
            .report("my env", file: "deploy/my env.yaml", [template])
    }

    private static func object(_ format: CheckReportFormat) throws -> [String: Any] {
        let data = Data(format.text(of: [try report()]).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("The text groups findings by rule and shows the reason of every accepted one")
    func text() throws {
        #expect(
            CheckReportFormat.text.text(of: [try Self.report()]) == """
                my env: 1 finding, 1 suppressed, 1 not evaluable, 1 passed

                error WEIR-NET-001: A database has no public address
                  stack: Data/Failing
                    PubliclyAccessible is "<&\\"\\u0001"; expected false
                  Why: A database with a public address is one weak password or one unpatched
                       fault away from the internet.
                  Fix: Set PubliclyAccessible to false and reach the database from the VPC.

                Suppressed
                  WEIR-NET-001: stack Accepted
                    A <test> of it (until 2027-01-31)

                Not evaluable
                  WEIR-NET-001: stack Unknown
                    PubliclyAccessible is the parameter "Open"

                Skipped for checkov
                  CKV_AWS_17: stack Unknown
                    Known

                Suppressions that no finding needs; remove them from deploy/my env.yaml
                  WEIR-NET-004: Nowhere

                """)
    }

    @Test("The text of the shipped environments fits into 80 columns", arguments: ["dev", "staging", "production"])
    func width(name: String) throws {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        environment.publicName.insecureHTTP = "the tests' clients need no encryption"
        let checks = TemplateChecks(tier: Tier(environment: name), today: "2026-11-30")
        let templates = try ProductApp(environment).synthesize().map(CheckedTemplate.init)
        let text = CheckReportFormat.text.text(of: [checks.report(name, file: "deploy/\(name).yaml", templates)])
        // A single word may be longer, such as a property's path.
        let long = text.split(separator: "\n").filter { $0.count > 80 && $0.contains(/\S\s+\S/) }
        #expect(long == [])
    }

    @Test("The JSON has every outcome but passes, which it counts")
    func json() throws {
        let environments = try #require(try Self.object(.json)["environments"] as? [[String: Any]])
        let environment = try #require(environments.first)
        #expect(
            environment["counts"] as? [String: Int] == ["fail": 1, "suppressed": 1, "notEvaluable": 1, "pass": 1])
        let results = try #require(environment["results"] as? [[String: Any]])
        #expect(results.map { $0["outcome"] as? String } == ["suppressed", "fail", "notEvaluable"])
        #expect(results[1]["line"] as? Int == 3)
        #expect((results[0]["suppression"] as? [String: String])?["expires"] == "2027-01-31")
        #expect((environment["unusedSuppressions"] as? [[String: String]])?.map { $0["path"] } == ["Nowhere"])
        #expect((environment["checkovSkips"] as? [[String: String]])?.map { $0["id"] } == ["CKV_AWS_17"])
    }

    @Test("The SARIF log has the members and words that SARIF 2.1.0 requires")
    func sarif() throws {
        let log = try Self.object(.sarif)
        // 3.13: a log has a version and runs. 3.14: a run has a tool. 3.18, 3.19: a tool has a driver with a name.
        #expect(log["version"] as? String == "2.1.0")
        #expect((log["$schema"] as? String)?.hasSuffix("sarif-schema-2.1.0.json") == true)
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "infra-cli validate")
        let rules = try #require(driver["rules"] as? [[String: Any]])
        // 3.49: a rule's id is unique, its texts are messages; 3.50: its level is a word of 3.27.10.
        #expect(Set(rules.compactMap { $0["id"] as? String }).count == CheckRule.all.count)
        for rule in rules {
            for name in ["shortDescription", "fullDescription", "help"] {
                let text = (rule[name] as? [String: String])?["text"] ?? ""
                #expect(!text.isEmpty, "\(name) of \(rule)")
            }
            let level = (rule["defaultConfiguration"] as? [String: String])?["level"] ?? ""
            #expect(["error", "warning", "note"].contains(level))
        }
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count == 3)
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
            #expect((result["message"] as? [String: String])?["text"]?.isEmpty == false)
            // 3.27.10: the level is "none" unless the kind is "fail".
            let isFail = result["kind"] as? String == "fail"
            #expect(isFail == (result["level"] as? String != "none"))
            #expect(isFail || result["kind"] as? String == "review")
            let location = try #require((result["locations"] as? [[String: Any]])?.first)
            let physical = try #require(location["physicalLocation"] as? [String: Any])
            #expect((physical["artifactLocation"] as? [String: String]) == ["uri": "deploy/my%20env.yaml"])
            if let region = physical["region"] as? [String: Int] { #expect(region == ["startLine": 3]) }
            let logical = try #require((location["logicalLocations"] as? [[String: String]])?.first)
            #expect(logical["kind"] == "resource" && logical["fullyQualifiedName"]?.hasPrefix("stack/") == true)
        }
        // 3.35: a suppression has a kind; its status is "accepted", "underReview" or "rejected".
        let suppressions = results.compactMap { $0["suppressions"] as? [[String: String]] }.flatMap { $0 }
        #expect(
            suppressions == [
                ["kind": "external", "status": "accepted", "justification": "A <test> of it (until 2027-01-31)"]
            ])
    }

    @Test("JUnit's XML has one test for each result, and counts that agree with its elements")
    func junit() throws {
        let text = CheckReportFormat.junit.text(of: [try Self.report()])
        let elements = try XMLElements.parse(text)
        #expect(elements.map(\.name).first == "testsuites")
        for element in elements.prefix(2) {
            #expect(element.attributes["tests"] == "4" && element.attributes["failures"] == "1")
            #expect(element.attributes["skipped"] == "2" && element.attributes["errors"] == "0")
        }
        #expect(elements[1].name == "testsuite" && elements[1].attributes["name"] == "my env")
        let cases = elements.filter { $0.name == "testcase" }
        #expect(cases.count == 4)
        #expect(cases.allSatisfy { $0.attributes["classname"] == "stack" && $0.attributes["name"] != nil })
        let failures = elements.filter { $0.name == "failure" }
        #expect(failures.map { $0.attributes["type"] } == ["error"])
        #expect(failures.first?.attributes["message"] == #"PubliclyAccessible is "<&\"\u0001"; expected false"#)
        #expect(elements.filter { $0.name == "skipped" }.count == 2)
    }
}
