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
        let result = try await Checkov.check(stacks.map { ($0.name, $0.template.json) })
        #expect(result.findings == [])
        #expect(result.passed > 150)
        #expect(result.unreadable == 0)
        let skips = stacks.map(CheckedTemplate.init).flatMap(\.checkovSkips)
        // A skip that no check needs is not counted: every reason in a template is one that checkov needs.
        #expect(result.skipped == skips.count)
        #expect(skips.allSatisfy { $0.reason.count >= 10 && $0.reason != "no reason given" })
    }
}
