import AnalyticsAPI
import CommandLineInterface
import Logging
import ServerContract
import Storage
import Synchronization

/// Opens the server's store once its database is available.
struct StoreOpener: Sendable {
    /// The interval at which the log repeats the reason for the wait.
    private static let interval = Duration.seconds(60)

    let store: any AnalyticsStore
    let settings: ServerSettings
    /// The connection failures of the store, which its connections log.
    let failures: ConnectFailures
    let opening: StoreOpening
    let logger: Logger
    /// Called before the first retry.
    let onWaiting: @Sendable () -> Void

    /// Opens the store, and waits for its database unless it fails permanently.
    ///
    /// A schema that this program cannot serve is not an error: the server starts, is not ready, and becomes ready once an
    /// operator has corrected the schema.
    ///
    /// - Throws: ``StartError``; `CancellationError` if the caller is cancelled.
    func open() async throws {
        let start = ContinuousClock.now
        let last = Mutex<(reason: String, at: ContinuousClock.Instant)?>(nil)
        let wait = DatabaseWait(
            failures: failures, limit: Self.limit(of: settings.store), waitsForLogin: settings.waitsForLogin
        ) { reason in
            opening.wait(for: reason)
            let (isFirst, isDue) = last.withLock { last in
                let now = ContinuousClock.now
                let isFirst = last == nil
                if let last, last.reason == reason, now - last.at < Self.interval { return (isFirst, false) }
                last = (reason, now)
                return (isFirst, true)
            }
            if isDue, failures.last == nil {
                logger.warning("waiting for the database", metadata: ["cause": "\(reason)"])
            }
            guard isFirst else { return }
            StandardError.note("waiting for the database: \(reason)")
            onWaiting()
        }
        do throws(StorageError) {
            for step in try await wait(prepare) {
                logger.notice(
                    "schema migrated", metadata: ["step": .stringConvertible(step.number), "name": "\(step.name)"])
            }
            opening.finish()
        } catch {
            switch error {
            case .schema(let problem):
                logger.error("not ready", metadata: ["cause": "\(problem)"])
                opening.finish(problem: problem)
            case .cancelled: throw CancellationError()
            default:
                let reason =
                    failures.last == nil ? settings.store.explanation(of: error) : wait.explanation(of: error)
                throw StartError(description: "cannot open the \(settings.store.kind) store: \(reason)")
            }
        }
        guard last.withLock({ $0 }) != nil else { return }
        logger.notice(
            "the database is available", metadata: ["waitedMs": .stringConvertible(start.duration(to: .now))])
        StandardError.note("the database is available")
    }

    private func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        switch settings.migration {
        case .auto: return try await store.prepare()
        case .never:
            try await store.checkHealth()
            return []
        }
    }

    /// Returns the maximum wait: none for a SQLite file, and no limit for a database, which may become available.
    private static func limit(of location: StoreLocation) -> Duration? {
        if case .sqlite = location { .zero } else { nil }
    }
}

/// The reason why the server cannot start, as a sentence for the operator.
struct StartError: Error, CustomStringConvertible {
    let description: String
}
