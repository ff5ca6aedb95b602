import AWSSigV4
import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite struct ProcessCredentialsProviderTests {
    func provider(
        _ line: String = "tool 'a b'", _ run: @escaping ProcessRunner.Run
    ) -> ProcessCredentialsProvider {
        ProcessCredentialsProvider(
            commandLine: line, source: "profile a, credential_process",
            context: .testing(["X": "1"], programs: ProcessRunner(run)))
    }

    static let output = """
        {"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "canary", "SessionToken": "canary",
         "Expiration": "2001-09-09T02:46:40+00:00", "AccountId": "123456789012"}
        """

    @Test("The program runs with the words of its line for up to a minute, and its output is decoded")
    func runs() async throws {
        let requests = Mutex<[ProcessRunner.Request]>([])
        let resolved = try await provider { request throws(ProcessRunner.RunError) in
            requests.withLock { $0.append(request) }
            return Array(Self.output.utf8)
        }.credentials()
        #expect(resolved.credentials.sessionToken == "canary")
        #expect(resolved.expiration == Date(timeIntervalSince1970: 1_000_003_600))
        #expect(resolved.accountID == "123456789012")
        #expect(resolved.source == "profile a, credential_process")
        let request = try #require(requests.withLock { $0.first })
        #expect(request.words == ["tool", "a b"])
        #expect(request.environment["X"] == "1")
        #expect(request.timeout == .seconds(60))
        #expect(request.limit == 65_536)
    }

    @Test(
        "Output of another version is rejected",
        arguments: [(#""Version": 2"#, "has Version 2; expected 1"), (#""Other": 1"#, "has no Version; expected 1")])
    func version(entry: String, reason: String) async {
        let text = Self.output.replacingOccurrences(of: #""Version": 1"#, with: entry)
        let error = await failure(of: provider { _ throws(ProcessRunner.RunError) in Array(text.utf8) })
        #expect(error?.kind == .invalid)
        #expect(error?.reason.contains(reason) == true)
    }

    @Test("A line that needs a shell is not run and not repeated in the error")
    func line() async {
        let error = await failure(
            of: provider("tool --password canary | jq") { _ throws(ProcessRunner.RunError) in throw .status(1) })
        #expect(error?.kind == .invalid)
        #expect(error?.reason.contains("has a |") == true)
        #expect(error?.reason.contains("canary") == false)
    }

    @Test("The error distinguishes a failed program from a cancelled caller")
    func failures() async {
        let failed = await failure(of: provider { _ throws(ProcessRunner.RunError) in throw .status(1) })
        #expect(failed?.kind == .unavailable)
        #expect(failed?.reason == "the program exited with status 1; run it by hand to see why")
        let cancelled = await failure(of: provider { _ throws(ProcessRunner.RunError) in throw .cancelled })
        #expect(cancelled?.kind == .cancelled)
    }
}
