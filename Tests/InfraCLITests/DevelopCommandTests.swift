import Foundation
import Processes
import TestSupport
import Testing

@Suite("Commands of development")
struct DevelopCommandTests {
    private static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    ]

    private func run(_ arguments: [String], path: String? = nil) async throws -> CommandRun {
        var variables = Self.keys
        if let path { variables["PATH"] = path }
        // Behind -- are the words of the program in the task.
        let words = arguments.prefix(2) + ["--directory", Repository.root.path] + arguments.dropFirst(2)
        return try await CommandLineUnderTest().run(Array(words), variables)
    }

    @Test(
        "Production refuses the shortcuts before anything is sent",
        arguments: [
            ["deploy", "production", "--fast"], ["exec", "production"], ["run", "production"],
            ["scale", "production", "2"], ["preview", "up", "production", "pr-12", "--yes"],
            ["preview", "down", "production", "pr-12"], ["preview", "list", "production"],
            ["preview", "sweep", "production"], ["status", "production.pr-12"],
        ])
    func production(arguments: [String]) async throws {
        let run = try await run(arguments)
        #expect(run.status == 1)
        #expect(run.errors.contains("which is refused in production"), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(
        "Arguments that contradict each other are wrong usage",
        arguments: [
            ["deploy", "dev", "--fast", "--force"], ["deploy", "dev", "--fast", "--approve", "3f9a0c51b2d4"],
            ["scale", "dev", "1001"], ["scale", "dev", "many"], ["scale", "dev"], ["run", "dev", "--env", "LEVEL"],
            ["run", "dev", "--deadline", "0"], ["exec", "dev", "ls"], ["preview", "up", "dev", "PR_12"],
            ["preview", "up", "dev"], ["preview", "up", "dev", "pr-12", "--yes", "--approve", "3f9a0c51b2d4"],
            ["preview", "up", "dev", "a-name-longer-than-20"], ["status", "dev."],
        ])
    func usage(arguments: [String]) async throws {
        let run = try await run(arguments)
        #expect(run.status == 64, "\(run.errors)")
    }

    @Test("Without its plugin, exec says how to get it")
    func plugin() async throws {
        let run = try await run(["exec", "dev"], path: "/usr/bin:/bin")
        #expect(run.status == 1)
        #expect(run.errors.contains("session-manager-plugin is not on PATH"), "\(run.errors)")
        #expect(run.errors.contains("docs.aws.amazon.com/systems-manager"))
    }

    @Test("A file without days for previews refuses them and names the key")
    func previewDays() async throws {
        let run = try await run(["preview", "up", "dev", "pr-12"])
        #expect(run.status == 65, "\(run.errors)")
        #expect(run.errors.contains("set bootstrap.previewDays"), "\(run.errors)")
    }

    @Test(
        "A preview has no commands that belong to its environment",
        arguments: [
            ["prune", "dev.pr-12"], ["rollback", "dev.pr-12"], ["bootstrap", "dev.pr-12"],
            ["destroy", "dev.pr-12", "--bootstrap"], ["preview", "list", "dev.pr-12"],
        ])
    func commandsOfPreviews(arguments: [String]) async throws {
        let cli = try CommandLineUnderTest()
        try FileManager.default.createDirectory(
            at: cli.folder.url.appending(path: "deploy"), withIntermediateDirectories: true)
        try cli.file(
            "deploy/dev.yaml", "region: eu-central-1\nservice: {image: 'weir:1.0.0'}\nbootstrap: {previewDays: 3}\n")
        let run = try await cli.run(arguments, Self.keys)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.errors.contains("dev.pr-12 is a preview, which has no "), "\(run.errors)")
    }

    @Test("A command that needs AWS reports that no service answers")
    func unreachable() async throws {
        let run = try await run(["run", "dev", "--", "migrate"])
        #expect(run.status == 69, "\(run.errors)")
    }
}
