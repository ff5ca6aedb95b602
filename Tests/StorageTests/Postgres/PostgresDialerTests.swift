import Synchronization
import Testing

@testable import Storage

@Suite struct PostgresDialerTests {
    /// Returns scripted credentials and records the requests.
    private final class Scripted: PostgresCredentialsProvider {
        private let asked = Mutex<[Bool]>([])
        private let failure: StorageError?

        init(failure: StorageError? = nil) { self.failure = failure }

        var questions: [Bool] { asked.withLock { $0 } }

        func credentials(afterRefusal refused: Bool) async throws(StorageError) -> PostgresCredentials {
            asked.withLock { $0.append(refused) }
            if let failure { throw failure }
            return PostgresCredentials(user: "user", password: "hunter2")
        }
    }

    private func dialer(_ target: String, _ credentials: Scripted) throws -> PostgresDialer {
        PostgresDialer(
            target: try PostgresKeywords(parsing: target), credentials: credentials, clock: ContinuousClock(),
            random: { 1 })
    }

    @Test("The back-off doubles with each attempt, with jitter between half and all of it")
    func delays() {
        let all = (1...5).map { PostgresDialer.delay(afterAttempt: $0, random: 1) }
        #expect(
            all == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600),
            ])
        let half = (1...5).map { PostgresDialer.delay(afterAttempt: $0, random: 0) }
        #expect(half == all.map { $0 / 2 })
    }

    @Test("An unreachable server is tried once, since only a rejected login needs new credentials")
    func unreachable() async {
        let credentials = Scripted()
        await #expect(throws: StorageError.self) {
            _ = try await dialer("host=127.0.0.1 port=1 dbname=d", credentials).open()
        }
        #expect(credentials.questions == [false])
    }

    @Test("The dialer does not connect if the credentials are unavailable")
    func noCredentials() async {
        let credentials = Scripted(failure: .unavailable(.closed))
        let error = await #expect(throws: StorageError.self) {
            _ = try await dialer("host=127.0.0.1 port=1 dbname=d", credentials).open()
        }
        guard case .unavailable(.closed)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("Credentials are printed without the password")
    func printing() {
        let credentials = PostgresCredentials(user: "weir", password: "hunter2")
        var text = "\(credentials) " + String(reflecting: credentials)
        dump(credentials, to: &text)
        #expect(!text.contains("hunter2"))
        #expect(text.contains("weir"))
    }
}
