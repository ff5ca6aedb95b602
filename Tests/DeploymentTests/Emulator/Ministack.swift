import AWSClient
import Foundation
import Processes
import TestSupport
import Testing

/// Ministack, a third-party emulator of AWS, over HTTP on loopback. Its CloudFormation deploys templates.
///
/// `world.py` adds the resource types that it lacks, and refusals of AWS that the templates have to respect. One server serves
/// all tests of a process and ends with it; each test has an account of its own.
final class Ministack: Sendable {
    /// The region of all stacks.
    static let region = "eu-central-1"

    /// The address, such as `http://127.0.0.1:4566`.
    let url: String
    /// The resource types that `world.py` adds.
    let missing: Set<String>
    /// Those of them that ministack has.
    let superfluous: [String]
    /// The types for which ministack itself knows the properties that replace a resource.
    let own: Set<String>

    /// The server's process, which ends at the end of its input, also if this process is killed.
    private let process: ChildProcess

    /// The server of this process, started on first use.
    static var shared: Ministack { get async throws { try await starting.value } }

    private static let starting = Task<Ministack, any Error> { try await Ministack() }

    /// A second server, started on first use, in which a resource of any type is a record. Its change sets are ministack's, also for
    /// resources that lack required properties.
    static var ofRecords: Ministack { get async throws { try await startingRecords.value } }

    private static let startingRecords = Task<Ministack, any Error> { try await Ministack("records") }

    private struct Greeting: Decodable {
        let url: String
        let missing: [String]
        let superfluous: [String]
        let own: [String]
    }

    private init(_ arguments: String...) async throws {
        let tool = PythonTool.ministack
        guard let python = tool.interpreter else { throw ChildProcessError("\(tool.absence)") }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "world.py")
        // Variables of AWS on the developer's machine do not reach the server.
        process = try ChildProcess(
            [python.path, "-B", script.path] + arguments, environment: ["HOME": "/nonexistent"], input: .lines,
            output: .lines,
            errors: .inherited)
        try process.send(ResourceRegistry.json())
        guard let line = await process.line(within: .seconds(60)) else {
            throw ChildProcessError("ministack did not start")
        }
        let greeting = try JSONDecoder().decode(Greeting.self, from: Data(line.utf8))
        url = greeting.url
        missing = Set(greeting.missing)
        superfluous = greeting.superfluous
        own = Set(greeting.own)
    }

    /// An account without resources.
    func account() throws -> EmulatedAccount {
        let number = String(UInt64.random(in: 100_000_000_000...999_999_999_999))
        let session = try AWSSession(
            environment: AWSEnvironment([
                // Ministack takes the account from a key id of twelve digits.
                "AWS_ACCESS_KEY_ID": number, "AWS_SECRET_ACCESS_KEY": "none", "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "NO_PROXY": "127.0.0.1",
            ]), region: Ministack.region, endpointURL: url)
        return EmulatedAccount(
            number: number, url: url, formation: try session.client(for: .cloudFormation), session: session)
    }
}
