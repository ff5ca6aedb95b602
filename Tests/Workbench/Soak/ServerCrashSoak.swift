import Processes
import Synchronization

/// `api-server` on SQLite is killed and restarted while clients write.
package struct ServerCrashSoak: Sendable {
    /// The number of times that the server is killed.
    package let rounds: Int
    /// The number of batches acknowledged before each kill.
    package let batchesPerRound: Int

    package init(rounds: Int, batchesPerRound: Int) {
        self.rounds = rounds
        self.batchesPerRound = batchesPerRound
    }

    /// Runs the soak.
    package func run() async throws -> SoakReport {
        let folder = try TemporaryFolder()
        let client = try LocalClient(port: FreePort.find())
        @Sendable func start() async throws -> ServerProcess {
            try await ServerProcess(client: client, store: "sqlite:weir.sqlite", folder: folder.path)
        }
        let server = Mutex(try await start())
        let load = IngestLoad(client: client, workers: 4)
        try await load.prepare()

        try await load.run {
            for round in 0..<rounds {
                let done = load.ledger.acknowledged.count
                // Vary the time since the last acknowledgement.
                try await load.wait(for: "batches") { $0.acknowledged.count >= done + batchesPerRound }
                try await Task.sleep(for: .milliseconds(round % 12))
                try await server.withLock { $0 }.crash()
                let restarted = try await start()
                server.withLock { $0 = restarted }
            }
            let done = load.ledger.acknowledged.count
            try await load.wait(for: "batches after the last kill") { $0.acknowledged.count >= done + batchesPerRound }
        }

        var report = SoakReport(
            name: "api-server on SQLite killed and restarted", rounds: rounds, ledger: load.ledger)
        report.violations = load.ledger.violations
        report.violations += try await load.compareWithStore().violations
        try await server.withLock { $0 }.stop()
        let check = try await ChildProcess.run(["python3", "-c", Self.check, folder.path + "/weir.sqlite"]).output
        if check != "ok\n" { report.violations.append("SQLite's integrity check: \(check)") }
        return report
    }

    // Python includes SQLite.
    private static let check = """
        import sqlite3, sys
        for row in sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check"): print(*row)
        """
}
