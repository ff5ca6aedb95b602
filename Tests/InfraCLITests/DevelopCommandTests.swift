import Foundation
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
            ["scale", "production", "2"],
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
            ["run", "dev", "--deadline", "0"], ["exec", "dev", "ls"],
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

    @Test("A command that needs AWS reports that no service answers")
    func unreachable() async throws {
        let run = try await run(["run", "dev", "--", "migrate"])
        #expect(run.status == 69, "\(run.errors)")
    }
}
