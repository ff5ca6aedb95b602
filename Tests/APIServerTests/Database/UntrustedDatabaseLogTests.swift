import Logging
import Storage
import Synchronization
import Testing

@testable import api_server

@Suite struct UntrustedDatabaseLogTests {
    /// Keeps what is logged.
    private struct Recorder: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let line = "\(event.level) \(event.metadata?["reason"] ?? "") \(event.metadata?["authorities"] ?? "-")"
            lines.all.withLock { $0.append(line) }
        }
    }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test("says a reason when it is new, and then once a minute")
    func interval() {
        let lines = Lines()
        let now = Mutex(Duration.seconds(5))
        let log = UntrustedDatabaseLog(
            logger: Logger(label: "test") { _ in Recorder(lines: lines) }, elapsed: { now.withLock { $0 } })
        let attempts: [(at: Int, problem: PostgresTrustProblem, authorities: String?)] = [
            (5, .unverified, "/ca"), (6, .unverified, "/ca"), (7, .otherName, nil), (8, .unverified, "/ca"),
            (67, .unverified, "/ca"), (68, .unverified, "/ca"), (69, .unverified, "/ca"),
        ]
        for attempt in attempts {
            now.withLock { $0 = .seconds(attempt.at) }
            log.write(attempt.problem, authorities: attempt.authorities)
        }
        #expect(
            lines.all.withLock { $0 } == [
                "error unverified /ca", "error otherName -", "error unverified /ca", "error unverified /ca",
            ])
    }

    @Test("says of each problem what to do", arguments: PostgresTrustProblem.allCases)
    func words(problem: PostgresTrustProblem) {
        #expect(problem.explanation.contains(": "))
    }
}
