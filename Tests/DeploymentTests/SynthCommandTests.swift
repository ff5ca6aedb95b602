import Deployment
import Diagnostics
import Foundation
import Infra
import Processes
import TestSupport
import Testing

@Suite("infra-cli")
struct CommandTests {
    private func run(_ arguments: String..., directory: URL = Repository.root) async throws -> ProcessRun {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        return try await ProcessRun.run(executable, arguments, directory: directory)
    }

    /// A folder with `deploy/dev.yaml`.
    private func folder(_ text: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let deploy = folder.url.appending(path: "deploy")
        try FileManager.default.createDirectory(at: deploy, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: deploy.appending(path: "dev.yaml"))
        return folder
    }

    @Test("Two runs of synth print the same bytes", arguments: ["dev", "staging", "production"])
    func deterministic(environment: String) async throws {
        let first = try await run("synth", "--environment", environment)
        let second = try await run("synth", "--environment", environment)
        #expect(first.status == 0)
        #expect(first.errors.isEmpty)
        #expect(!first.output.isEmpty)
        #expect(first.output == second.output)
    }

    @Test("The synth command prints one stack by its short or full name, and all stacks without a name")
    func stacks() async throws {
        let short = try await run("synth", "--environment", "dev", "--stack", "service")
        let full = try await run("synth", "--environment", "dev", "--stack", "weir-dev-service")
        #expect(short.status == 0)
        #expect(short.output.hasPrefix("{\n  \"AWSTemplateFormatVersion\": \"2010-09-09\","))
        #expect(short.output == full.output)
        let all = try await run("synth", "--environment", "dev")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [String: Any])
        let names = ["bootstrap", "foundation", "migration", "service"]
        #expect(object.keys.sorted() == names.map { "weir-dev-\($0)" })
    }

    @Test("The synth command writes one file per stack and prints the paths")
    func writes() async throws {
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "a/b").path
        let run = try await run("synth", "--environment", "dev", "--output", output)
        #expect(run.status == 0)
        let names = ["bootstrap", "foundation", "migration", "service"]
        #expect(run.output == names.map { "\(output)/weir-dev-\($0).json\n" }.joined())
        let written = try String(contentsOfFile: "\(output)/weir-dev-service.json", encoding: .utf8)
        #expect(written == (try await self.run("synth", "-e", "dev", "-s", "service")).output)
    }

    @Test("The image of the command line overrides the file's, and a moving one is wrong usage")
    func image() async throws {
        let given = try await run("synth", "-e", "dev", "-s", "service", "--image", "weir:9.9.9")
        #expect(given.output.contains("/weir:9.9.9"))
        let moving = try await run("synth", "-e", "dev", "--image", "weir:latest")
        #expect(moving.status == 64)
        #expect(moving.errors.hasPrefix("error: --image is \"weir:latest\"; expected"))
    }

    @Test(
        "Wrong usage exits with 64",
        arguments: [["synth"], ["synth", "--environment"], ["synth", "-e", "dev", "--colour"], ["sinth"]])
    func usage(arguments: [String]) async throws {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        let run = try await ProcessRun.run(executable, arguments)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("rror: "))
    }

    @Test("An unknown environment or stack exits with 65 and names the nearest")
    func unknownNames() async throws {
        let environment = try await run("synth", "--environment", "prodution")
        #expect(environment.status == 65)
        #expect(environment.output.isEmpty)
        #expect(
            environment.errors
                == "error: there is no environment \"prodution\" in deploy; there is dev, production, staging; "
                + "did you mean \"production\"?\n")
        let stack = try await run("synth", "--environment", "dev", "--stack", "foundatoin")
        #expect(stack.status == 65)
        #expect(
            stack.errors
                == "error: there is no stack \"foundatoin\"; there is bootstrap, foundation, migration, service; "
                + "did you mean \"foundation\"?\n"
        )
        let escape = try await run("synth", "--environment", "../deploy/dev")
        #expect(escape.status == 65)
    }

    @Test("An invalid file exits with 65 and prints every fault with its place, relative to the working directory")
    func wrongFile() async throws {
        let folder = try folder("region: eu-central-1\nnetwork:\n  zones: 9\nservice:\n  image: weir:1\n  cpuu: 1\n")
        let inside = try await run("synth", "-e", "dev", directory: folder.url)
        #expect(inside.status == 65)
        #expect(inside.output.isEmpty)
        let lines = inside.errors.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("deploy/dev.yaml:3:10: error: \"network.zones\" is \"9\"") == true)
        #expect(lines.last?.hasPrefix("deploy/dev.yaml:6:3: error: unknown key \"service.cpuu\"") == true)
        let outside = try await run("synth", "-e", "dev", "--directory", folder.url.path)
        #expect(outside.status == 65)
        #expect(outside.errors.hasPrefix("\(folder.url.path)/deploy/dev.yaml:3:10: error: "))
    }

    @Test("A file that is not text, and a missing file, exit with 65")
    func unreadable() async throws {
        let folder = try folder("")
        try Data([0xFF, 0xFE, 0x00]).write(to: folder.url.appending(path: "deploy/dev.yaml"))
        let binary = try await run("synth", "-e", "dev", directory: folder.url)
        #expect(binary.status == 65)
        #expect(binary.errors == "deploy/dev.yaml: error: the file is not UTF-8; save it as UTF-8\n")
        let empty = try TemporaryFolder()
        let none = try await run("synth", "-e", "dev", directory: empty.url)
        #expect(none.status == 65)
        #expect(none.errors.contains("deploy has no .yaml file"))
    }

    @Test("A folder that cannot be written exits with 73")
    func cannotWrite() async throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "file")
        try Data().write(to: file)
        let run = try await run("synth", "-e", "dev", "--output", file.path)
        #expect(run.status == 73)
        #expect(run.errors.contains("name another folder with --output"))
    }

    @Test(
        "Output that cannot be written ends every command with 73",
        arguments: [
            ["synth", "-e", "dev"], ["synth", "-e", "dev", "-s", "service"], ["--help"], ["help", "synth"],
            ["--version"],
        ])
    func fullDisk(arguments: [String]) async throws {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        let run = try await ProcessRun.run(
            URL(filePath: "/bin/sh"), ["-c", #"exec "$0" "$@" > /dev/full"#, executable.path] + arguments)
        #expect(run.status == 73)
        #expect(run.errors == "error: standard output cannot be written: No space left on device\n")
    }

    @Test(
        "An unknown command is named with the nearest command",
        arguments: [
            (["synht", "--environment", "dev"], "infra-cli has no command \"synht\"", "\"synth\""),
            (["help", "synht"], "infra-cli has no command \"synht\"", "\"synth\""),
            (["secrets", "roatte", "x"], "secrets has no command \"roatte\"", "\"rotate\""),
            (["help", "secrets", "lst"], "secrets has no command \"lst\"", "\"list\""),
        ])
    func unknownCommand(arguments: [String], words: String, nearest: String) async throws {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        let run = try await ProcessRun.run(executable, arguments)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(words) && run.errors.contains("did you mean \(nearest)?"), "\(run.errors)")
    }

    @Test("A warning about an environment goes to standard error, and the template to standard output")
    func warning() async throws {
        let folder = try folder("region: eu-central-1\nservice:\n  image: weir:1\n  anonymous: all\n")
        let run = try await run("synth", "-e", "dev", "-s", "service", directory: folder.url)
        #expect(run.status == 0)
        #expect(run.errors.hasPrefix("deploy/dev.yaml: warning: service.anonymous is \"all\""), "\(run.errors)")
        #expect(run.output.hasPrefix("{\n"))
    }

    @Test("Every command has help with an example, and the program a version")
    func help() async throws {
        for arguments in [["--help"], ["synth", "--help"], ["help", "synth"]] {
            let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
            let run = try await ProcessRun.run(executable, arguments)
            #expect(run.status == 0)
            #expect(run.output.contains("infra-cli synth --environment"))
        }
        let version = try await run("--version")
        #expect(version.status == 0)
        #expect(version.output == BuildVersion.current + "\n")
    }
}
