import Deployment
import Testing

@Suite("Workflow")
struct WorkflowTests {
    private func contexts(_ triggers: String, job: String = "    runs-on: ubuntu-latest\n") throws -> [String] {
        let workflow = try Workflow("on:\(triggers)\njobs:\n  deploy:\n\(job)")
        return workflow.subjects(of: try workflow.job("deploy")).map(\.context)
    }

    @Test(
        "The subjects follow from events and filters",
        arguments: [
            (" push", ["ref:refs/heads/<branch>", "ref:refs/tags/<tag>"]),
            ("\n  push:\n    branches: [main]", ["ref:refs/heads/main"]),
            (
                "\n  push:\n    branches:\n      - main\n      - '!old'\n      - 'release/**'",
                ["ref:refs/heads/main", "ref:refs/heads/release/**"]
            ),
            ("\n  push:\n    tags: ['v*']", ["ref:refs/tags/v*"]),
            ("\n  push:\n    branches: [main]\n    tags: ['v1']", ["ref:refs/heads/main", "ref:refs/tags/v1"]),
            (" [pull_request]", ["pull_request"]),
            (" [push, pull_request]", ["ref:refs/heads/<branch>", "ref:refs/tags/<tag>", "pull_request"]),
            (" workflow_dispatch", ["ref:refs/heads/<branch>", "ref:refs/tags/<tag>"]),
            ("\n  schedule:\n    - cron: '0 3 * * *'", ["ref:refs/heads/<default branch>"]),
            ("\n  release:\n    types: [published]", ["ref:refs/tags/<tag>"]),
            (" merge_group", ["ref:refs/heads/gh-readonly-queue/<branch>"]),
            (" workflow_call", ["<context>"]),
            (" pull_request_target", ["ref:<ref>"]),
        ])
    func events(triggers: String, expected: [String]) throws {
        #expect(try contexts(triggers) == expected)
    }

    @Test(
        "A job's environment takes the place of branch, tag and pull request",
        arguments: [
            ("    environment: production\n", "environment:production"),
            ("    environment:\n      name: production\n      url: https://example.com\n", "environment:production"),
            ("    environment: 'Live: EU'\n", "environment:Live%3A EU"),
            ("    environment: ${{ inputs.target }}\n", "environment:<${{ inputs.target }}>"),
        ])
    func environments(job: String, expected: String) throws {
        #expect(try contexts("\n  push:\n  pull_request:", job: job) == [expected])
    }

    @Test(
        "A job can request a token if its permissions, or else the workflow's, allow it",
        arguments: [
            ("", "", false), ("permissions: write-all\n", "", true),
            ("permissions:\n  id-token: write\n", "", true),
            ("permissions:\n  id-token: write\n", "    permissions:\n      contents: read\n", false),
            ("", "    permissions:\n      id-token: write\n", true),
            ("permissions: read-all\n", "", false),
        ])
    func permissions(workflow: String, job: String, expected: Bool) throws {
        let text = "on: push\n\(workflow)jobs:\n  deploy:\n    runs-on: x\n\(job)"
        #expect(try Workflow(text).job(nil).canRequestToken == expected)
    }

    @Test("A job is found by its id, the only one without; an unknown id names the nearest")
    func jobs() throws {
        let workflow = try Workflow(
            "on: push\njobs:\n  build:\n    runs-on: x\n  deploy:\n    uses: ./.github/workflows/a.yml\n")
        #expect(try workflow.job("deploy").calls == "./.github/workflows/a.yml")
        let unknown = #expect(throws: Workflow.FormatError.self) { try workflow.job("deplyo") }
        #expect(unknown?.description == "there is no job \"deplyo\"; there is build, deploy; did you mean \"deploy\"?")
        let many = #expect(throws: Workflow.FormatError.self) { try workflow.job(nil) }
        #expect(many?.description == "the workflow has the jobs build, deploy; name one with --job")
    }

    @Test(
        "A file that is no workflow is refused", arguments: ["", "a: 1", "on: push", "- x", "on: [", "jobs: {a: {}}"])
    func noWorkflow(text: String) {
        #expect(throws: Workflow.FormatError.self) { try Workflow(text) }
    }
}
