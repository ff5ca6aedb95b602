import Foundation
import Processes

/// The database password is rotated repeatedly while clients write and read.
package struct PasswordRotationSoak: Sendable {
    /// The rotation strategy ("Lambda function rotation strategies", AWS Secrets Manager User Guide).
    package enum Users: Sendable {
        /// A single user: from the change in the database until the update of the secret, the secret's password is refused.
        case single
        /// Alternating users: the password of the user that the secret does not name is changed; then the secret names that user.
        case alternating
    }

    /// The minimum time for which the secret keeps the old password of a single user. It is extended until a connection has been
    /// refused, which takes at most a connection's lifetime.
    private static let gap: Duration = .milliseconds(250)
    private static let longestGap: Duration = .seconds(10)
    /// A short lifetime, so that every rotation meets new connections. Each lives three quarters of a second to a second.
    private static let connectionLifetime = 1
    private static let connections = 4

    package let users: Users
    /// The number of rotations.
    package let rotations: Int

    package init(users: Users, rotations: Int) {
        self.users = users
        self.rotations = rotations
    }

    /// Runs the soak.
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
            let log = folder.path + "/server.log"
            try await load.run { try await rotate(secret, load, log: log) }
            var refusals = try RefusalLog(path: log)
            let report = try await report(
                load, sessions: secret.sessions(), refusals: refusals.update())
            try await server.stop()
            return report
        } catch {
            try? await server.crash()
            throw error
        }
    }

    private func rotate(_ first: RotatedSecret, _ load: IngestLoad, log: String) async throws {
        var secret = first
        var refusals = try RefusalLog(path: log)
        for rotation in 1...rotations {
            switch users {
            case .alternating:
                try await secret.changeOther()
                try secret.write()
            case .single:
                let before = try refusals.update()
                let start = ContinuousClock.now
                try await secret.changeSame()
                try await Task.sleep(for: Self.gap)
                while try refusals.update() == before {
                    guard ContinuousClock.now - start < Self.longestGap else {
                        throw WorkbenchError("rotation \(rotation): no connection was refused in \(Self.longestGap)")
                    }
                    try await Task.sleep(for: .milliseconds(10))
                }
                try secret.write()
            }
            try await secret.waitUntilUsed(rotation)
            // Earlier requests may have used the old password.
            let done = load.ledger
            try await load.wait(for: "batches and reads after rotation \(rotation)") {
                $0.acknowledged.count > done.acknowledged.count && $0.reads > done.reads
            }
        }
    }

    private func report(_ load: IngestLoad, sessions: Int, refusals: Int) async throws -> SoakReport {
        let ledger = load.ledger
        var report = SoakReport(
            name: "Password rotated, \(users == .single ? "one user" : "two users in turn")", rounds: rotations,
            ledger: ledger)
        report.counts = [
            ("connections made", sessions), ("reads answered", ledger.reads),
            ("requests failed", ledger.failures.count), ("longest request, ms", Int(ledger.longest.milliseconds)),
            ("passwords refused and fetched again", refusals),
        ]
        report.violations = ledger.violations
        report.violations += violations(sessions: sessions, refusals: refusals, failures: ledger.failures)
        report.violations += try await load.compareWithStore().violations
        return report
    }

    /// Returns the violations in the counts: rotations that met no connection, and failed requests.
    ///
    /// The gap ends soon after the first refusal, long before a server's last attempt, so it excuses no failure.
    ///
    /// - Parameters:
    ///   - sessions: The number of connections made.
    ///   - refusals: The number of times that the server fetched the password again after a refusal.
    ///   - failures: The outcome of each failed request.
    package func violations(sessions: Int, refusals: Int, failures: [String]) -> [String] {
        var found = failures.prefix(50).map { "a request was \($0) during the rotations" }
        // The initial pool, and at least one connection per rotation.
        if sessions < Self.connections + rotations {
            found.append(
                "\(sessions) connections were made; \(rotations) rotations need \(Self.connections + rotations)")
        }
        if users == .single, refusals < rotations {
            found.append("\(refusals) passwords were refused; \(rotations) rotations need one each")
        }
        return found
    }
}
