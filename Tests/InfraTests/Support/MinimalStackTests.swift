import Infra
import TestSupport
import Testing

@Suite("Minimal stacks")
struct MinimalStackTests {
    @Test(
        "The smallest stack of each construct has no finding of cfn-lint", .enabled(if: CloudFormationLinter.isExpected)
    )
    func lint() async throws {
        let stacks = try MinimalStacks.all()
        #expect(stacks.count >= 10)
        try await CloudFormationLinter.check(stacks.map { ($0.name, $0.template.json) })
    }
}
