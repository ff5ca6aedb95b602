import Foundation
import Processes

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

    /// How long the secret still says the old password when there is one user; longer until a connection has been refused,
    /// which takes no more than the life of one.
    private static let gap: Duration = .milliseconds(250)
    private static let longestGap: Duration = .seconds(10)
    /// Short, so that connections are made at every rotation. Each lives three quarters of a second to a second.
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
            // What was done before that may have been done with the old password.
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
            ("passwords refused and asked again", refusals),
        ]
        report.violations = ledger.violations
        report.violations += violations(sessions: sessions, refusals: refusals, failures: ledger.failures)
        report.violations += try await load.compareWithStore().violations
        return report
    }

    /// What is wrong with the counts: the rotations met nobody, or somebody noticed them.
    ///
    /// The gap ends soon after the first refusal, long before the last of a server's attempts, so it is no excuse.
    ///
    /// - Parameters:
    ///   - sessions: How many connections were made.
    ///   - refusals: How often the server asked again for a password that the database refused.
    ///   - failures: What came of each request that failed.
    package func violations(sessions: Int, refusals: Int, failures: [String]) -> [String] {
        var found = failures.prefix(50).map { "a request was \($0), and a rotation is no excuse" }
        // The pool as it is filled at first, and at least one a rotation.
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
