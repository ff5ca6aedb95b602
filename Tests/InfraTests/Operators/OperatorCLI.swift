import AWSClientTesting
import AWSSigV4
import Foundation
import Processes
import Testing

/// Runs of `infra-cli` with only a test's inputs: without the machine's variables, files and metadata service.
struct OperatorCLI {
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
        -> ProcessRun
    {
        let executable = try #require(Repository.product("infra-cli"), "infra-cli is not built; run: swift build")
        var variables = [
            "HOME": folder.url.path, "AWS_CONFIG_FILE": folder.url.path + "/config",
            "AWS_SHARED_CREDENTIALS_FILE": folder.url.path + "/credentials", "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "*",
        ]
        variables.merge(environment) { $1 }
        let unset = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("AWS_") }.flatMap { ["-u", $0] }
        let assignments = variables.map { "\($0.key)=\($0.value)" }
        let feed = try file("input", input ?? "")
        let command = ["sh", "-c", #"in=$0; exec "$@" < "$in""#, feed, executable.path] + arguments
        return try await ProcessRun.run(
            URL(filePath: "/usr/bin/env"), unset + assignments + command, directory: folder.url)
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
