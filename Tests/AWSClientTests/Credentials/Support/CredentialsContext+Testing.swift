import AWSSigV4
import Foundation
import HTTPCore
import HTTPCoreTesting
import HTTPTypes

@testable import AWSClient

extension CredentialsContext {
    /// A context without network, files, programs, delays and randomness.
    static func testing(
        _ environment: [String: String] = [:], files: [String: String] = [:],
        metadata: FakeTransport = FakeTransport(script: []), general: FakeTransport = FakeTransport(script: []),
        programs: ProcessRunner = ProcessRunner { _ throws(ProcessRunner.RunError) in throw .status(99) },
        now: Date = Date(timeIntervalSince1970: 1_000_000_000), clock: StepClock = StepClock(), random: Double = 1
    ) -> CredentialsContext {
        CredentialsContext(
            environment: AWSEnvironment(environment), files: .testing(files),
            transports: CredentialsTransports(general: general, metadata: metadata), programs: programs, now: { now },
            clock: clock, random: { random })
    }
}

extension FileReader {
    /// Files in memory, by path.
    static func testing(_ files: [String: String]) -> FileReader {
        FileReader { path throws(FileReadingError) in files[path].map { Array($0.utf8) } }
    }
}

extension FakeTransport.Recorded {
    var url: String { "\(head.scheme ?? "")://\(head.authority ?? "")\(head.path ?? "")" }

    func field(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { head.headerFields[$0] }
    }
}

extension Reply {
    static func text(_ text: String) -> Reply { .text(.ok, text) }

    static func text(_ status: HTTPResponse.Status, _ text: String) -> Reply {
        .response(status, body: Array(text.utf8))
    }

    /// A container agent's response.
    static func credentials(id: String = "AKID", expiration: String = "2030-01-01T00:00:00Z") -> Reply {
        .text(
            """
            {"Code": "Success", "AccessKeyId": "\(id)", "SecretAccessKey": "secret", "Token": "token",
             "Expiration": "\(expiration)"}
            """)
    }
}

/// The error of a provider, or `nil` if it succeeds.
func failure(of provider: some CredentialsProvider) async -> CredentialsError? {
    do throws(CredentialsError) {
        _ = try await provider.credentials()
        return nil
    } catch {
        return error
    }
}
