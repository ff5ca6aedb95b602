import SecretsClient
import Storage
import Synchronization
import Testing

@testable import APIServer

@Suite("DatabaseWait")
struct DatabaseWaitTests {
    static let temporary: [(StorageError, ConnectFailure?)] = [
        (.unavailable(.unreachable), .connect(.notListening)), (.unavailable(.unreachable), .connect(.notReady)),
        (.unavailable(.unreachable), .connect(.noAnswer)), (.unavailable(.unreachable), .connect(.unknownHost)),
        (.unavailable(.unreachable), .connect(.tooManyConnections)),
        (.unavailable(.unreachable), .connect(.unknown)),
        (.unavailable(.unreachable), .connect(.refused(state: "57P03"))),
        (.unavailable(.unreachable), .connect(.refused(state: "53400"))),
        (.unavailable(.unreachable), .credentials(SecretError(.unavailable, id: "s", reason: "no answer"))),
        (.unavailable(.readOnly), .connect(.standby)), (.unavailable(.readOnly), nil),
        (.unavailable(.unreachable), nil), (.unavailable(.noRoom), nil), (.unavailable(.busy), nil), (.timedOut, nil),
    ]
    static let final: [(StorageError, ConnectFailure?)] = [
        (.unavailable(.unreachable), .connect(.login)), (.unavailable(.unreachable), .connect(.noDatabase)),
        (.unavailable(.unreachable), .connect(.refused(state: "42501"))),
        (.unavailable(.untrusted), .trust(.unverified)), (.unavailable(.untrusted), nil),
        (.unavailable(.unreachable), .credentials(SecretError(.accessDenied, id: "s", reason: "not allowed"))),
        (.unavailable(.unreachable), .credentials(SecretError(.notFound, id: "s", reason: "there is none"))),
        (.unavailable(.closed), nil), (.schema(.encoding("LATIN1")), nil), (.unexpected("PostgreSQL 42501"), nil),
    ]

    @Test("Temporary failures are waited for", arguments: temporary)
    func temporaryFailures(error: StorageError, failure: ConnectFailure?) throws {
        let reason = try #require(DatabaseWait.reason(toWaitAfter: error, failure))
        #expect(!reason.isEmpty)
    }

    @Test("Permanent failures end the wait at once", arguments: final)
    func permanentFailures(error: StorageError, failure: ConnectFailure?) {
        #expect(DatabaseWait.reason(toWaitAfter: error, failure) == nil)
    }

    @Test("A rejected login is waited for if a migration makes the login, and other permanent failures are not")
    func missingLogin() {
        let reason = DatabaseWait.reason(
            toWaitAfter: .unavailable(.unreachable), .connect(.login), waitsForLogin: true)
        #expect(reason?.contains("'api-server migrate' makes") == true)
        for (error, failure) in Self.final where failure != .connect(.login) {
            #expect(DatabaseWait.reason(toWaitAfter: error, failure, waitsForLogin: true) == nil)
        }
    }

    private final class Script: Sendable {
        let now = Mutex(Duration.zero)
        let attempts = Mutex(0)
        let reasons = Mutex<[String]>([])
        let failures = ConnectFailures()

        func wait(limit: Duration?) -> DatabaseWait {
            DatabaseWait(
                failures: failures, limit: limit, elapsed: { self.now.withLock { $0 } },
                sleep: { pause in self.now.withLock { $0 += pause } },
                onWaiting: { reason in self.reasons.withLock { $0.append(reason) } })
        }

        func attempt(failing: [ConnectFailure]) throws(StorageError) -> String {
            let index = attempts.withLock { count in
                count += 1
                return count - 1
            }
            guard index < failing.count else { return "there" }
            failures.record(failing[index])
            throw .unavailable(.unreachable)
        }
    }

    @Test("The wait repeats its attempts until the database is available")
    func succeeds() async throws {
        let script = Script()
        let wait = script.wait(limit: nil)
        let outcome = try await wait { () async throws(StorageError) in
            try script.attempt(failing: [.connect(.notListening), .connect(.notReady), .connect(.notReady)])
        }
        #expect(outcome == "there")
        #expect(
            script.reasons.withLock { $0 }
                == [PostgresConnectionError.notListening, .notReady, .notReady].map(\.explanation))
        #expect(script.now.withLock { $0 } == .milliseconds(500 + 1000 + 2000))
    }

    @Test("The wait ends when a failure becomes permanent")
    func becomesPermanent() async {
        let script = Script()
        let wait = script.wait(limit: nil)
        let error = await #expect(throws: StorageError.self) {
            try await wait { () async throws(StorageError) in
                try script.attempt(failing: [.connect(.notListening), .connect(.noDatabase)])
            }
        }
        #expect(script.attempts.withLock { $0 } == 2)
        #expect(error.map(wait.explanation(of:)) == PostgresConnectionError.noDatabase.explanation)
    }

    @Test(
        "The wait keeps its limit, and a limit of zero allows one attempt",
        arguments: [(Duration.zero, 1), (.seconds(10), 7)]
    )
    func limit(limit: Duration, attempts: Int) async {
        let script = Script()
        let wait = script.wait(limit: limit)
        await #expect(throws: StorageError.self) {
            try await wait { () async throws(StorageError) in
                try script.attempt(failing: [ConnectFailure](repeating: .connect(.noAnswer), count: 100))
            }
        }
        #expect(script.attempts.withLock { $0 } == attempts)
        #expect(script.now.withLock { $0 } <= limit)
    }
}
