import HTTPTypes
import Processes
import Synchronization

/// PostgreSQL is killed and restarted while clients write.
package struct DatabaseCrashSoak: Sendable {
    /// The number of times that the database is killed.
    package let rounds: Int
    /// The number of batches acknowledged before each kill.
    package let batchesPerRound: Int
    /// The maximum recovery time after the database is back; `nil` on a machine too busy to measure it.
    package let recoveryLimit: Duration?

    package init(rounds: Int, batchesPerRound: Int, recoveryLimit: Duration?) {
        self.rounds = rounds
        self.batchesPerRound = batchesPerRound
        self.recoveryLimit = recoveryLimit
    }

    /// Runs the soak.
    package func run() async throws -> SoakReport {
        let postgres = try await PostgresServer()
        let database = Mutex(try await postgres.start())
        let folder = try TemporaryFolder()
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(client: client, store: postgres.uri(), folder: folder.path)
        let load = IngestLoad(client: client, workers: 6)
        try await load.prepare()

        let recoveries = try await load.run {
            var recoveries: [Duration] = []
            for _ in 0..<rounds {
                let (done, refused) = (load.ledger.acknowledged.count, load.ledger.refused)
                try await load.wait(for: "\(batchesPerRound) batches") {
                    $0.acknowledged.count >= done + batchesPerRound
                }
                try await postgres.kill(database.withLock { $0 })
                try await load.wait(for: "answers with 503") { $0.refused >= refused + 6 }
                try await expect(client, "/health/live", 200, load)
                try await expect(client, "/health/ready", 503, load)
                let restarted = try await postgres.start()
                database.withLock { $0 = restarted }
                load.mark()
                let start = ContinuousClock.now
                try await load.wait(for: "the first batch after the database was back") { $0.firstSinceMark != nil }
                recoveries.append((load.ledger.firstSinceMark ?? .now) - start)
                guard server.process.runs else { throw WorkbenchError("api-server ended with its database") }
            }
            let done = load.ledger.acknowledged.count
            try await load.wait(for: "batches after the last kill") { $0.acknowledged.count >= done + batchesPerRound }
            return recoveries
        }

        var report = SoakReport(name: "PostgreSQL killed and restarted", rounds: rounds, ledger: load.ledger)
        report.recoveries = recoveries
        report.violations = load.ledger.violations
        let held = try await load.compareWithStore()
        report.violations += held.violations
        if let recoveryLimit {
            for (round, recovery) in recoveries.enumerated() where recovery > recoveryLimit {
                report.violations.append(
                    "round \(round + 1): the service recovered \(recovery.milliseconds) ms after its database, expected at most \(recoveryLimit.milliseconds) ms"
                )
            }
        }
        let stored = try await postgres.psql("SELECT count(*) FROM weir.data_1")
        let counted = Int(stored.split(separator: "\n").first ?? "")
        report.violations += IngestLedger.compare(counted: counted, stored: held.rows)
        report.counts = [("rows that PostgreSQL itself counts", counted ?? -1)]
        try await server.stop()
        try await postgres.stop(database.withLock { $0 })
        return report
    }

    private func expect(_ client: LocalClient, _ path: String, _ status: Int, _ load: IngestLoad) async throws {
        let reply = try await client.send(.get, path)
        if reply.status != status {
            load.violate("\(path) was answered with \(reply.status) while the database was down, expected \(status)")
        }
    }
}
