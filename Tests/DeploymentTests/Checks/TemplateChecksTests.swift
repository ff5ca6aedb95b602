import Deployment
import Infra
import Testing

@Suite("TemplateChecks")
struct TemplateChecksTests {
    private static let bucket = #""Resources": {"DataBucket": {"Type": "AWS::S3::Bucket"}}"#

    private func report(_ suppressions: [CheckSuppression]) throws -> CheckReport {
        let expression = try JSONText.expression("{\(Self.bucket)}")
        let template = CheckedTemplate(name: "stack", expression, paths: ["DataBucket": "Data/Bucket"])
        let rules = CheckRule.all.filter { $0.id == "WEIR-DAT-003" }
        return TemplateChecks(tier: .dev, suppressions: suppressions, today: "2026-11-30", rules: rules)
            .report("dev", file: "deploy/dev.yaml", [template])
    }

    private func suppression(
        _ path: String, rule: String = "WEIR-DAT-003", expires: String = "2026-11-30"
    ) -> CheckSuppression {
        CheckSuppression(rule: rule, path: path, reason: "The data can be made again", expires: expires)
    }

    @Test("A finding fails until a suppression covers its path, its construct or its logical id")
    func covers() throws {
        #expect(try report([]).failures.map(\.element.logicalID) == ["DataBucket"])
        for path in ["Data/Bucket", "Data", "DataBucket"] {
            let report = try report([suppression(path)])
            #expect(report.failures.isEmpty && report.suppressed.count == 1 && report.unused.isEmpty, "\(path)")
        }
    }

    @Test("A suppression of another rule or place, or of a resource that follows the rule, is reported as unused")
    func unused() throws {
        for other in [suppression("Dat"), suppression("Data", rule: "WEIR-DAT-004")] {
            let report = try report([other])
            #expect(report.failures.count == 1)
            #expect(report.unused == [other])
        }
    }

    @Test("A suppression is valid on its last day, and fails the check afterwards with the day")
    func expires() throws {
        let report = try report([suppression("Data", expires: "2026-11-29")])
        let failure = try #require(report.failures.first)
        #expect(failure.faults.last?.message == "the suppression expired on 2026-11-29")
        #expect(report.unused.isEmpty)
    }
}
