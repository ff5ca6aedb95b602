import Deployment
import Foundation
import Infra
import TestSupport
import Testing

@Suite("checkov")
struct CheckovTests {
    /// The shipped environments, and the tiers' defaults without the suppressions of a file.
    private static func templates() throws -> [StackTemplate] {
        var stacks: [StackTemplate] = []
        for name in ["dev", "staging", "production"] {
            stacks += try ProductApp(try DeploymentEnvironment.load(name, directory: Repository.root.path)).synthesize()
        }
        return stacks
    }

    @Test(
        "Every finding of checkov in the shipped environments is corrected or skipped with a reason",
        .enabled(if: Checkov.isExpected, "checkov is not installed; `make test` installs it"))
    func shipped() async throws {
        let stacks = try Self.templates()
        let result = try await Checkov.check(try stacks.map { ($0.name, try Self.withoutMetadata($0)) })
        #expect(result.passed > 150)
        #expect(result.unreadable == 0)
        // Without the metadata that skips them, exactly the checks with a reason fail.
        let found = Set(
            result.findings.map { "\($0.id) \($0.template) \($0.resource.split(separator: ".").last ?? "")" })
        let skips = stacks.map(CheckedTemplate.init).flatMap(\.checkovSkips)
        let reasons = Set(skips.map { "\($0.id) \($0.stack) \($0.logicalID)" })
        #expect(found.subtracting(reasons).sorted() == [], "findings without a reason")
        #expect(reasons.subtracting(found).sorted() == [], "reasons that no finding needs")
        #expect(skips.allSatisfy { $0.reason.count >= 10 && $0.reason != "no reason given" })
    }

    /// A template as JSON, without the metadata of its resources.
    private static func withoutMetadata(_ stack: StackTemplate) throws -> String {
        let data = Data(stack.template.json.utf8)
        var template = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let resources = try #require(template["Resources"] as? [String: [String: Any]])
        template["Resources"] = resources.mapValues { $0.filter { $0.key != "Metadata" } }
        return String(decoding: try JSONSerialization.data(withJSONObject: template), as: UTF8.self)
    }
}
