import Logging
import Storage
import Synchronization
import Testing

@testable import APIServer

@Suite struct DatabaseConnectionLogTests {
    /// A log handler that records the lines.
    private struct Recorder: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let line =
                "\(event.level) \(event.metadata?["server"] ?? "") \(event.metadata?["reason"] ?? "") \(event.metadata?["authorities"] ?? "-")"
            lines.all.withLock { $0.append(line) }
        }
    }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test("A server's connection problem is logged when it is new and then once a minute")
    func interval() {
        let lines = Lines()
        let now = Mutex(Duration.seconds(5))
        let log = DatabaseConnectionLog(
            logger: Logger(label: "test") { _ in Recorder(lines: lines) }, elapsed: { now.withLock { $0 } })
        let attempts: [(at: Int, problem: PostgresTrustError, server: PostgresRole, authorities: String?)] = [
            (5, .unverified, .primary, "/ca"), (6, .unverified, .primary, "/ca"), (7, .otherName, .primary, nil),
            (8, .unverified, .primary, "/ca"),
            // The servers' reasons are throttled separately.
            (9, .unverified, .replica, "/second"), (10, .unverified, .primary, "/ca"),
            (11, .unverified, .replica, "/second"), (67, .unverified, .primary, "/ca"),
            (68, .unverified, .primary, "/ca"), (69, .unverified, .primary, "/ca"),
        ]
        for attempt in attempts {
            now.withLock { $0 = .seconds(attempt.at) }
            log.write(attempt.problem, of: attempt.server, authorities: attempt.authorities)
        }
        #expect(
            lines.all.withLock { $0 } == [
                "error primary unverified /ca", "error primary otherName -", "error primary unverified /ca",
                "error replica unverified /second", "error primary unverified /ca",
            ])
    }

    @Test("The explanation of each trust problem says what to do", arguments: PostgresTrustError.allCases)
    func explanations(problem: PostgresTrustError) {
        #expect(problem.explanation.contains(": "))
    }
}
