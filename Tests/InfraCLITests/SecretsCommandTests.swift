import AWSClient
import AWSClientTesting
import Foundation
import Processes
import TestSupport
import Testing

@Suite(.enabled(if: MotoServer.isExpected, MotoServer.absence), .timeLimit(.minutes(2)))
struct SecretsCommandTests {
    private struct Version: Decodable {
        let id: String
        let stages: [String]
    }

    private func versions(_ cli: CommandLineUnderTest, _ name: String, _ environment: [String: String]) async throws
        -> [Version]
    {
        let run = try await cli.run(["secrets", "versions", name, "--json"], environment)
        try #require(run.status == 0, "\(run.errors)")
        return try JSONDecoder().decode([Version].self, from: Data(run.output.utf8))
    }

    @Test("Secrets are set, listed and rotated by hand and back without showing a value")
    func life() async throws {
        let (_, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let name = "cli/\(UUID().uuidString)"
        var printed = ""
        func secrets(_ arguments: [String], input: String? = nil, status: Int32 = 0) async throws -> CommandRun {
            let run = try await cli.run(["secrets"] + arguments, environment, input: input)
            #expect(run.status == status, "\(arguments): \(run.errors)")
            printed += run.output + run.errors
            return run
        }

        let missing = try await secrets(["set", name], input: CommandLineUnderTest.canary, status: 65)
        #expect(missing.errors.contains(name))
        _ = try await secrets(["set", name, "--create"], input: CommandLineUnderTest.canary + "-1\n")
        let path = try cli.file("value", CommandLineUnderTest.canary + "-2")
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
        let undone = try await secrets(["rotate", name, "--to", "AWSPREVIOUS"])
        #expect(undone.output.contains("removed AWSPENDING from version \(second.id)"), "\(undone.output)")
        #expect(!(try await versions(cli, name, environment)).contains { $0.stages.contains("AWSPENDING") })
        #expect(try await versions(cli, name, environment).first { $0.stages.contains("AWSCURRENT") }?.id == first.id)
        let again = try await secrets(["rotate", name, "--to", first.id])
        #expect(again.output.contains("already"))
        let unknown = try await secrets(["rotate", name, "--to", "AWSNOTHING"], status: 65)
        #expect(unknown.errors.contains("AWSNOTHING"))
        #expect(!printed.contains(CommandLineUnderTest.canary))
    }

    @Test("Programs get the version of a new value and what a rotation by hand did")
    func programs() async throws {
        struct Change: Decodable {
            let id: String
            let version: String
            var stages: [String]?
            var outcome: String?
            var cleared: String?
        }
        let (_, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let name = "cli/\(UUID().uuidString)"
        func change(_ arguments: String..., input: String? = nil) async throws -> Change {
            let run = try await cli.run(["secrets"] + arguments + [name, "--json"], environment, input: input)
            #expect(!run.output.contains(CommandLineUnderTest.canary))
            return try JSONDecoder().decode(Change.self, from: Data(run.output.utf8))
        }
        let first = try await change("set", "--create", input: CommandLineUnderTest.canary + "-1")
        let second = try await change("set", "--pending", input: CommandLineUnderTest.canary + "-2")
        #expect(first.id == name && first.stages == ["AWSCURRENT"] && second.stages == ["AWSPENDING"])
        let promoted = try await change("rotate", "--to", "AWSPENDING")
        #expect(promoted.version == second.version && promoted.outcome == "current")
        let undone = try await change("rotate", "--to", "AWSPREVIOUS")
        #expect(undone.version == first.version && undone.cleared == second.version)
        #expect(try await change("rotate", "--to", first.version).outcome == "unchanged")
    }

    @Test("A value keeps its bytes, without the final line ending that editors add")
    func exact() async throws {
        let (moto, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
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

    @Test("A value as an argument, an empty value and a too long value are rejected")
    func refusals() async throws {
        let (_, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let argument = try await cli.run(["secrets", "set", "x", CommandLineUnderTest.canary], environment)
        #expect(argument.status == 64)
        let empty = try await cli.run(["secrets", "set", "x", "--create"], environment, input: "\n")
        #expect(empty.status == 65 && empty.errors.contains("empty"))
        let long = try await cli.run(
            ["secrets", "set", "x", "--create"], environment, input: String(repeating: "a", count: 65_537))
        #expect(long.status == 65 && long.errors.contains("65536"))
        let nowhere = try await cli.run(["secrets", "set", "x", "--file", "/nothing"], environment)
        #expect(nowhere.status == 65)
    }

    @Test("A pending version that was never current keeps its stage, and the command says that it blocks rotations")
    func waiting() async throws {
        let (_, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let name = "cli/\(UUID().uuidString)"
        for (value, arguments) in [("1", ["--create"]), ("2", []), ("3", ["--pending"])] {
            let run = try await cli.run(["secrets", "set", name] + arguments, environment, input: value)
            try #require(run.status == 0, "\(run.errors)")
        }
        let pending = try #require(
            try await versions(cli, name, environment).first { $0.stages.contains("AWSPENDING") })
        let run = try await cli.run(["secrets", "rotate", name, "--to", "AWSPREVIOUS"], environment)
        #expect(run.output.contains("version \(pending.id) keeps AWSPENDING"), "\(run.output)")
        #expect(try await versions(cli, name, environment).contains { $0.stages.contains("AWSPENDING") })
    }

    @Test("Only another JSON object or --force replaces a JSON object")
    func shapes() async throws {
        let (_, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let name = "cli/\(UUID().uuidString)"
        func set(_ value: String, _ arguments: String...) async throws -> CommandRun {
            try await cli.run(["secrets", "set", name] + arguments, environment, input: value)
        }
        let object = #"{"username": "weir", "password": "\#(CommandLineUnderTest.canary)"}"#
        #expect(try await set(object, "--create").status == 0)
        let bare = try await set(CommandLineUnderTest.canary)
        #expect(bare.status == 65)
        #expect(bare.errors.contains("--force") && !bare.errors.contains(CommandLineUnderTest.canary), "\(bare.errors)")
        #expect(try await set("[1]").status == 65)
        #expect(try await set(object + " ").status == 0)
        #expect(try await set(CommandLineUnderTest.canary, "--force").status == 0)
        #expect(try await set("text for text").status == 0)
    }

    /// Runs the program at a terminal and types one line at each prompt.
    private func typing(_ lines: [String], _ arguments: [String], _ environment: [String: String]) async throws
        -> CommandRun
    {
        let program = try #require(Repository.product("infra-cli")).path
        let script = #"""
            import os, pty, select, sys
            lines, command = sys.argv[1].split("|"), sys.argv[2:]
            child, terminal = pty.fork()
            if child == 0: os.execv(command[0], command)
            seen = b""
            while True:
                try: part = os.read(terminal, 4096)
                except OSError: break
                if not part: break
                seen += part
                if part.rstrip().endswith(b":") and lines: os.write(terminal, lines.pop(0).encode() + b"\n")
            sys.stdout.write(seen.decode())
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """#
        return try await CommandRun.run(
            ["/usr/bin/env"] + environment.map { "\($0.key)=\($0.value)" }
                + ["python3", "-c", script, lines.joined(separator: "|"), program] + arguments)
    }

    @Test("A terminal prompts twice for a value and does not show it")
    func terminal() async throws {
        let (moto, environment) = try await CommandLineUnderTest.moto()
        let name = "cli/\(UUID().uuidString)"
        let arguments = ["secrets", "set", name, "--create"]
        let differing = try await typing([CommandLineUnderTest.canary, "other"], arguments, environment)
        #expect(differing.status == 65 && differing.output.contains("the two values differ"), "\(differing)")
        let stopped = try await typing([CommandLineUnderTest.canary + "\u{3}"], arguments, environment)
        #expect(stopped.status == 65 && stopped.output.contains("interrupted"), "\(stopped)")
        let run = try await typing(
            ["x\u{7F}" + CommandLineUnderTest.canary, CommandLineUnderTest.canary], arguments, environment)
        #expect(run.status == 0, "\(run)")
        for printed in [differing, stopped, run] { #expect(!printed.output.contains(CommandLineUnderTest.canary)) }
        #expect(run.output.contains("Value of \(name) (not shown):"))
        let client = try moto.configuration().client(for: .secretsManager)
        let entry = try await client.call(
            SecretsManagerOperations.GetSecretValue(id: name, versionStage: "AWSCURRENT"))
        #expect(entry.text?.revealed == CommandLineUnderTest.canary)
    }

    @Test("The administrator's key is printed on purpose only")
    func adminKey() async throws {
        let (moto, environment) = try await CommandLineUnderTest.moto()
        let cli = try CommandLineUnderTest()
        let application = "a" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(10)
        try FileManager.default.createDirectory(
            atPath: cli.folder.path + "/deploy", withIntermediateDirectories: true)
        try cli.file(
            "deploy/dev.yaml", "region: eu-west-1\napplication: \(application)\nservice: {image: 'weir:1'}\n")
        let refused = try await cli.run(["secrets", "show-admin-key", "dev"], environment)
        #expect(refused.status == 64 && refused.errors.contains("--yes"), "\(refused.errors)")
        let missing = try await cli.run(["secrets", "show-admin-key", "dev", "--yes"], environment)
        #expect(missing.status == 1 && missing.errors.contains("ParameterNotFound"), "\(missing.errors)")
        let unknown = try await cli.run(["secrets", "show-admin-key", "devv", "--yes"], environment)
        #expect(unknown.status == 65 && unknown.errors.contains("dev"), "\(unknown.errors)")

        let name = "cli/\(application)"
        let created = try await cli.run(
            ["secrets", "set", name, "--create"], environment, input: CommandLineUnderTest.canary + "\n")
        #expect(created.status == 0)
        let put = try await cli.run(
            [
                "request", "POST", moto.url + "/", "--service", "ssm", "--region", "eu-west-1", "--header",
                "X-Amz-Target: AmazonSSM.PutParameter",
                "--header", "Content-Type: application/x-amz-json-1.1", "--data",
                #"{"Name": "/stacks/\#(application)-dev-foundation/AdminSecretArn", "Value": "\#(name)", "Type": "String"}"#,
            ], environment)
        #expect(put.status == 0, "\(put.errors) \(put.output)")
        let shown = try await cli.run(["secrets", "show-admin-key", "dev", "--yes"], environment)
        #expect(shown.status == 0 && shown.output == CommandLineUnderTest.canary + "\n", "\(shown.errors)")
        let json = try await cli.run(["secrets", "show-admin-key", "dev", "--yes", "--json"], environment)
        #expect(json.output.contains(#""key" : "\#(CommandLineUnderTest.canary)""#), "\(json.output)")
    }
}
