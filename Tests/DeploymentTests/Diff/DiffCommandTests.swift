import Deployment
import Foundation
import Infra
import Processes
import TestSupport
import Testing

@Suite("infra-cli diff")
struct DiffCommandTests {
    private static let old = "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: one}}\n"
    private static let new = "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: two}}\n"

    private func run(_ arguments: [String], _ folder: TemporaryFolder) async throws -> ProcessRun {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        return try await ProcessRun.run(executable, ["diff"] + arguments, directory: folder.url)
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("old.yaml", DiffCommandTests.old)
        try folder.write("new.yaml", DiffCommandTests.new)
        try folder.write("broken.yaml", "Resources: [")
        return folder
    }

    @Test(
        "The exit code is 0 without a difference, 2 with one, 1 for an error and 64 for wrong usage",
        arguments: [
            (["old.yaml", "old.yaml"], 0), (["old.yaml", "new.yaml"], 2), (["old.yaml", "broken.yaml"], 1),
            (["old.yaml", "missing.yaml"], 1), (["old.yaml", "nothing"], 1), ([], 64),
            (["old.yaml", "new.yaml", "more.yaml"], 64), (["old.yaml", "new.yaml", "--json", "--markdown"], 64),
        ])
    func codes(arguments: [String], code: Int) async throws {
        let run = try await run(arguments, try folder())
        #expect(Int(run.status) == code, "\(run.errors)")
        #expect(run.errors.isEmpty == (code == 0 || code == 2))
    }

    @Test("The report names the replaced resource, its property and the reason, without colour in a pipe")
    func text() async throws {
        let run = try await run(["old.yaml", "new.yaml"], try folder())
        #expect(run.output.contains("! replace  Q  AWS::SQS::Queue (messages)"))
        #expect(run.output.contains("QueueName: one -> two; can be set at creation only"))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test("JSON is for programs and Markdown for a pull request")
    func forms() async throws {
        let folder = try folder()
        let json = try await run(["old.yaml", "new.yaml", "--json"], folder)
        let value = try JSONReader.parse(json.output)
        #expect(value["differs"] == .boolean(true))
        let markdown = try await run(["old.yaml", "new.yaml", "--markdown"], folder)
        #expect(markdown.output.contains("| **replace** | `Q` | AWS::SQS::Queue (messages) |"))
    }

    @Test("The help fits 80 columns and has examples and exit codes")
    func help() async throws {
        let run = try await run(["--help"], try folder())
        #expect(run.status == 0)
        #expect(run.output.contains("infra-cli diff old.yaml new.yaml --json"))
        #expect(run.output.contains("Exit codes: 0 no difference, 2 differences"))
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
