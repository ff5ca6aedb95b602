import AWSClient
import AWSClientTesting
import Foundation
import Testing

@Suite("infra-cli secrets", .enabled(if: MotoServer.isExpected, MotoServer.absence), .timeLimit(.minutes(2)))
struct SecretsCommandTests {
    private struct Version: Decodable {
        let id: String
        let stages: [String]
    }

    private func versions(_ cli: OperatorCLI, _ name: String, _ environment: [String: String]) async throws -> [Version]
    {
        let run = try await cli.run(["secrets", "versions", name, "--json"], environment)
        try #require(run.status == 0, "\(run.errors)")
        return try JSONDecoder().decode([Version].self, from: Data(run.output.utf8))
    }

    @Test("sets from standard input and a file, lists, rotates by hand and back, and never shows a value")
    func life() async throws {
        let (_, environment) = try await OperatorCLI.moto()
        let cli = try OperatorCLI()
        let name = "cli/\(UUID().uuidString)"
        var printed = ""
        func secrets(_ arguments: [String], input: String? = nil, status: Int32 = 0) async throws -> ProcessRun {
            let run = try await cli.run(["secrets"] + arguments, environment, input: input)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            printed += run.output + run.errors
            return run
        }

        let missing = try await secrets(["set", name], input: OperatorCLI.canary, status: 65)
        #expect(missing.errors.contains(name))
        _ = try await secrets(["set", name, "--create"], input: OperatorCLI.canary + "-1\n")
        let path = try cli.file("value", OperatorCLI.canary + "-2")
        _ = try await secrets(["set", name, "--file", path, "--pending"])
        let list = try await secrets(["list", "cli/"])
        #expect(list.output.contains(name))

        let before = try await versions(cli, name, environment)
        let first = try #require(before.first { $0.stages.contains("AWSCURRENT") })
        let second = try #require(before.first { $0.stages.contains("AWSPENDING") })
        #expect(first.id != second.id)
        _ = try await secrets(["rotate", name, "--to", "AWSPENDING"])
        let after = try await versions(cli, name, environment)
        #expect(after.first { $0.stages.contains("AWSCURRENT") }?.id == second.id)
        #expect(after.first { $0.stages.contains("AWSPREVIOUS") }?.id == first.id)
        _ = try await secrets(["rotate", name, "--to", "AWSPREVIOUS"])
        #expect(try await versions(cli, name, environment).first { $0.stages.contains("AWSCURRENT") }?.id == first.id)
        let again = try await secrets(["rotate", name, "--to", first.id])
        #expect(again.output.contains("already"))
        let unknown = try await secrets(["rotate", name, "--to", "AWSNOTHING"], status: 65)
        #expect(unknown.errors.contains("AWSNOTHING"))
        #expect(!printed.contains(OperatorCLI.canary))
    }

    @Test("keeps the bytes, but for one line end that editors add")
    func exact() async throws {
        let (moto, environment) = try await OperatorCLI.moto()
        let cli = try OperatorCLI()
        for (input, arguments, expected) in [
            ("a\n\n", [], "a\n"), ("a\r\n", [], "a"), ("a", [], "a"), ("a\n", ["--exact"], "a\n"),
        ] as [(String, [String], String)] {
            let name = "cli/\(UUID().uuidString)"
            let run = try await cli.run(["secrets", "set", name, "--create"] + arguments, environment, input: input)
            #expect(run.status == 0, "\(run.errors)")
            let client = try moto.configuration().client(for: .secretsManager)
            let entry = try await client.call(
                SecretsManagerOperations.GetSecretValue(id: name, versionStage: "AWSCURRENT"))
            #expect(entry.text?.revealed == expected)
        }
    }

    @Test("takes no value from the command line, no empty one and none that is too long")
    func refusals() async throws {
        let (_, environment) = try await OperatorCLI.moto()
        let cli = try OperatorCLI()
        let argument = try await cli.run(["secrets", "set", "x", OperatorCLI.canary], environment)
        #expect(argument.status == 64)
        let empty = try await cli.run(["secrets", "set", "x", "--create"], environment, input: "\n")
        #expect(empty.status == 65 && empty.errors.contains("empty"))
        let long = try await cli.run(
            ["secrets", "set", "x", "--create"], environment, input: String(repeating: "a", count: 65_537))
        #expect(long.status == 65 && long.errors.contains("65536"))
        let nowhere = try await cli.run(["secrets", "set", "x", "--file", "/nothing"], environment)
        #expect(nowhere.status == 65)
    }
}
