import AWSClientTesting
import AWSSigV4
import Foundation
import Processes
import TestSupport
import Testing

/// A finished command with its output.
struct CommandRun {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a command to its end.
    static func run(_ command: [String], folder: String? = nil) async throws -> CommandRun {
        let (ending, output, errors) = try await ChildProcess.finish(command, folder: folder)
        return CommandRun(status: ending.code, output: output, errors: errors)
    }
}

/// Runs of `infra-cli` with only a test's inputs: without the machine's variables, files and metadata service.
struct CommandLineUnderTest {
    /// A secret that must not occur in any output.
    static let canary = "c4nary-va1ue"

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Writes a file into the folder and returns its path.
    @discardableResult
    func file(_ name: String, _ text: String) throws -> String {
        let url = folder.url.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// Runs the program.
    func run(_ arguments: [String], _ environment: [String: String] = [:], input: String? = nil) async throws
        -> CommandRun
    {
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
        variables.merge([
            "HOME": folder.url.path, "AWS_CONFIG_FILE": folder.url.path + "/config",
            "AWS_SHARED_CREDENTIALS_FILE": folder.url.path + "/credentials", "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "*",
        ]) { $1 }
        variables.merge(environment) { $1 }
        let (ending, output, errors) = try await ChildProcess.finish(
            [try #require(Repository.product("infra-cli")).path] + arguments, environment: variables,
            inheritsEnvironment: false,
            folder: folder.path, input: .file(try file("input", input ?? "")))
        return CommandRun(status: ending.code, output: output, errors: errors)
    }

    /// The variables of moto's administrator.
    static func moto() async throws -> (server: MotoServer, environment: [String: String]) {
        let moto = try #require(await MotoServer.shared, MotoServer.absence)
        return (
            moto,
            [
                "AWS_ACCESS_KEY_ID": moto.credentials.accessKeyID,
                "AWS_SECRET_ACCESS_KEY": moto.credentials.secretAccessKey, "AWS_REGION": MotoServer.region,
                "AWS_ENDPOINT_URL": moto.url,
            ]
        )
    }
}
