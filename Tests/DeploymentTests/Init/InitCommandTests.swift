import Deployment
import Foundation
import Processes
import TestSupport
import Testing

@Suite("InitCommand")
struct InitCommandTests {
    private func run(_ arguments: [String], directory: URL) async throws -> ProcessRun {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        return try await ProcessRun.run(executable, arguments, directory: directory)
    }

    private static let https = ["--domain", "api.example.com", "--hosted-zone", "Z0123456789ABCDEFGHIJ"]

    @Test(
        "Flags write a file that synth takes, without a terminal",
        arguments: [
            ["dev"], ["staging", "--encryption", "http", "--region", "us-east-1"], ["production"] + https,
            ["customer-a", "--insecure-http", "the gateway adds TLS"],
        ])
    func writes(arguments: [String]) async throws {
        let folder = try TemporaryFolder()
        let run = try await run(["init"] + arguments, directory: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "deploy/\(arguments[0]).yaml\n")
        let synth = try await self.run(["synth", "-e", arguments[0]], directory: folder.url)
        #expect(synth.status == 0, "\(synth.errors)")
    }

    @Test("An existing file is refused and stays; --force replaces it")
    func existing() async throws {
        let folder = try TemporaryFolder()
        #expect(try await run(["init", "dev", "--json"], directory: folder.url).output.contains("\"deploy/dev.yaml\""))
        let file = folder.url.appending(path: "deploy/dev.yaml")
        try Data("mine".utf8).write(to: file)
        let refused = try await run(["init", "dev"], directory: folder.url)
        #expect(refused.status == 73)
        #expect(
            refused.errors == "error: \"deploy/dev.yaml\" exists; choose another name, or replace it with --force\n")
        #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
        #expect(try await run(["init", "dev", "--force"], directory: folder.url).status == 0)
        #expect(try String(contentsOf: file, encoding: .utf8).contains("region: eu-central-1"))
    }

    @Test(
        "A missing, wrong or superfluous answer is wrong usage and names its flag",
        arguments: [
            (["init", "production"], "--domain: an answer is needed"),
            (["init", "Dev"], "the environment's name: expected lower-case letters"),
            (["init", "dev", "--region", "mars"], "--region: expected an AWS region"),
            (["init", "dev"] + https.prefix(2), "--domain does not fit to the other answers"),
        ])
    func usage(arguments: [String], words: String) async throws {
        let folder = try TemporaryFolder()
        let run = try await run(arguments, directory: folder.url)
        #expect(run.status == 64)
        #expect(run.errors.hasPrefix("error: \(words)"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "deploy").path))
    }
}
