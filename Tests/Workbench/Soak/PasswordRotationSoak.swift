import Foundation

/// The database's password is changed again and again while clients write and read.
package struct PasswordRotationSoak: Sendable {
    /// Whose password is changed ("Lambda function rotation strategies", AWS Secrets Manager User Guide).
    package enum Users: Sendable {
        /// That of the one user: from the moment in which the database takes the new one until the secret says it, nobody who
        /// looks into the secret can connect.
        case single
        /// That of the one of two users whom the secret does not name; then the secret names that one.
        case alternating
    }

    /// How long the secret still says the old password when there is one user.
    private static let gap: Duration = .milliseconds(250)
    /// Short, so that some connections are made in every gap. Each lives three quarters of a second to a second.
    private static let connectionLifetime = 1
    private static let connections = 4

    package let users: Users
    /// How often a password is changed.
    package let rotations: Int

    package init(users: Users, rotations: Int) {
        self.users = users
        self.rotations = rotations
    }

    /// Runs it.
    package func run() async throws -> SoakReport {
        let postgres = try await PostgresServer(port: FreePort.find())
        return try await postgres.whileRunning { try await run(postgres) }
    }

    private func run(_ postgres: PostgresServer) async throws -> SoakReport {
        let folder = try TemporaryFolder()
        let secret = RotatedSecret(postgres: postgres, path: folder.path + "/database.json")
        try await secret.prepare()
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(
            client: client, store: nil,
            environment: [
                "DB_HOST": "127.0.0.1", "DB_PORT": "\(postgres.port ?? 0)", "DB_NAME": RotatedSecret.database,
                "DB_SECRET_FILE": secret.path, "DB_CONNECTIONS": "\(Self.connections)",
                "DB_CONNECTION_LIFETIME": "\(Self.connectionLifetime)",
            ], folder: folder.path)
        do {
            let load = IngestLoad(client: client, workers: 4, readers: 2)
            try await load.prepare()
            let gaps = try await load.run { try await rotate(secret, load) }
            var report = try await report(load, gaps)
            let sessions = try await secret.sessions()
            let log = try String(contentsOfFile: folder.path + "/server.log", encoding: .utf8)
            let asked = log.split(separator: "\n").count { $0.contains("refuses user or password") }
            report.counts.insert(("connections made", sessions), at: 0)
            report.counts.append(("passwords refused and asked again", asked))
            try await server.stop()
            return report
        } catch {
            try? await server.crash()
            throw error
        }
    }

    /// - Returns: From when until when the secret was behind the database, if there was such a time.
    private func rotate(
        _ first: RotatedSecret, _ load: IngestLoad
    ) async throws -> [ClosedRange<ContinuousClock.Instant>] {
        var secret = first
        var gaps: [ClosedRange<ContinuousClock.Instant>] = []
        for rotation in 1...rotations {
            switch users {
            case .alternating:
                try await secret.changeOther()
                try secret.write()
            case .single:
                let start = ContinuousClock.now
                try await secret.changeSame()
                try await Task.sleep(for: Self.gap)
                try secret.write()
                gaps.append(start...(.now))
            }
            let done = load.ledger
            try await secret.waitUntilUsed(rotation)
            try await load.wait(for: "batches and reads after rotation \(rotation)") {
                $0.acknowledged.count > done.acknowledged.count && $0.reads > done.reads
            }
        }
        return gaps
    }

    private func report(
        _ load: IngestLoad, _ gaps: [ClosedRange<ContinuousClock.Instant>]
    ) async throws -> SoakReport {
        let ledger = load.ledger
        var report = SoakReport(
            name: "Password rotated, \(users == .single ? "one user" : "two users in turn")", rounds: rotations,
            ledger: ledger)
        let unexcused = ledger.failures(outside: gaps)
        report.counts = [
            ("reads answered", ledger.reads), ("requests failed", ledger.failures.count),
            ("of these outside of a gap", unexcused.count), ("longest request, ms", Int(ledger.longest.milliseconds)),
        ]
        report.violations = ledger.violations
        report.violations += unexcused.prefix(50).map { "a request was \($0.what), and no gap excuses it" }
        report.violations += try await load.compareWithStore()
        return report
    }
}
