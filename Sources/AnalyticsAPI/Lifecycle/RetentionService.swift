package import Logging
package import Models
import ServiceLifecycle
package import Storage

/// Deletes the rows that datasets no longer keep (``Models/Retention``), a day at a time.
///
/// Of several servers of a store, one does this at a time.
package struct RetentionService: Service {
    /// The time between two rounds.
    static let interval = Duration.seconds(3600)
    /// The time from the start of the server to the first round.
    static let delay = Duration.seconds(60)

    private let store: any AnalyticsStore
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Timestamp
    private let logger: Logger

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - clock: The clock that measures the time between rounds.
    ///   - now: The time of day.
    package init(
        _ store: any AnalyticsStore, clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) {
        self.store = store
        self.clock = clock
        self.now = now
        self.logger = logger
    }

    /// Runs rounds until the service group shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var wait = Self.delay
            while (try? await clock.sleep(for: wait)) != nil {
                await runRound()
                wait = Self.interval
            }
        }
    }

    /// Deletes what is due in all datasets. A dataset that fails is left to the next round.
    func runRound() async {
        do {
            let due = try await store.datasets().filter { $0.definition.retention != nil }
            guard !due.isEmpty else { return }
            _ = try await store.withTurn("retention") {
                for dataset in due {
                    do {
                        try await expire(dataset)
                    } catch {
                        log(error, dataset.name)
                    }
                }
            }
        } catch {
            log(error, nil)
        }
    }

    private func expire(_ dataset: Dataset) async throws {
        guard let retention = dataset.definition.retention, let index = dataset.definition.timeIndex else { return }
        let column = dataset.columns[index]
        let first = retention.firstDay(at: now())
        let isOld = ResolvedFilter.test(operand: index, .compare(.less, Self.bound(first, column.type)))
        var deleted: Int64 = 0
        for day in try await days(of: dataset, column, where: isOld) {
            try Task.checkCancellation()
            let end = min(CalendarDate(daysSinceEpoch: day.daysSinceEpoch + 1), first)
            let filter = ResolvedFilter.test(
                operand: index, .inRange(from: Self.bound(day, column.type), to: Self.bound(end, column.type)))
            if case .deleted(let count, _) = try await store.deleteRows(of: dataset, matching: filter, atMost: nil) {
                deleted += count
            }
        }
        guard deleted > 0 else { return }
        logger.info(
            "expired rows were deleted",
            metadata: ["dataset": "\(dataset.name)", "rows": "\(deleted)", "before": "\(first)"])
    }

    /// Returns the days of UTC that have rows to delete.
    private func days(
        of dataset: Dataset, _ column: Column, where condition: ResolvedFilter
    ) async throws -> [CalendarDate] {
        let query = Query(timeDimensions: [TimeDimension(column.name.rawValue, granularity: "day")])
        let resolved = try query.resolved(against: dataset.definition, limits: .stream).restricted(to: condition)
        var days: [CalendarDate] = []
        let answer = try await store.query(resolved, on: dataset)
        while let batch = try await answer.nextBatch() {
            for row in 0..<batch.rowCount {
                switch batch[row][0] {
                case .date(let day): days.append(day)
                case .timestamp(let start):
                    days.append(CalendarDate(daysSinceEpoch: Int(start.microseconds / Timestamp.microsecondsPerDay)))
                default: break
                }
            }
        }
        return days.sorted()
    }

    private static func bound(_ day: CalendarDate, _ type: ColumnType) -> Value {
        type == .date ? .date(day) : .timestamp(day.startInUTC)
    }

    private func log(_ error: any Error, _ dataset: Identifier?) {
        guard !Task.isCancelled else { return }
        var metadata: Logger.Metadata = ["cause": "\(error)"]
        if let dataset { metadata["dataset"] = "\(dataset)" }
        logger.warning("expired rows could not be deleted; the next attempt is in an hour", metadata: metadata)
    }
}
