import AnalyticsAPI
import Logging
import Storage
import Synchronization

/// Opens the server's store: at once where that is possible, else when its database can be used.
struct StoreOpener: Sendable {
    /// The interval at which the log repeats the reason of the wait.
    private static let interval = Duration.seconds(60)

    let store: any AnalyticsStore
    let settings: ServerSettings
    /// The reasons that the store's connections report, which write them to the log themselves.
    let failures: ConnectFailures
    let opening: StoreOpening
    let logger: Logger
    /// Called when the first attempt has failed and is repeated.
    let onWaiting: @Sendable () -> Void

    /// Opens the store; waits for its database as long as waiting can help.
    ///
    /// A schema that this program cannot serve on is no failure: the server starts, is not ready, and becomes so when an operator
    /// has put the schema right.
    ///
    /// - Throws: ``StartFailure``; `CancellationError` when the caller is cancelled.
    func open() async throws {
        let start = ContinuousClock.now
        let last = Mutex<(reason: String, at: ContinuousClock.Instant)?>(nil)
        let wait = DatabaseWait(failures: failures, limit: Self.limit(of: settings.store)) { reason in
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
            Terminal.note("waiting for the database: \(reason)")
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
                throw StartFailure(
                    description: "cannot open the \(settings.store.kind) store: \(wait.explanation(of: error))")
            }
        }
        guard last.withLock({ $0 }) != nil else { return }
        logger.notice(
            "the database can be used", metadata: ["waitedMs": .stringConvertible(start.duration(to: .now))])
        Terminal.note("the database can be used")
    }

    private func prepare() async throws(StorageError) -> [SchemaStatus.Step] {
        switch settings.migration {
        case .start: return try await store.prepare()
        case .never:
            try await store.checkHealth()
            return []
        }
    }

    /// The longest wait: a file is there or is not, a database may come.
    private static func limit(of location: StoreLocation) -> Duration? {
        if case .sqlite = location { .zero } else { nil }
    }
}
