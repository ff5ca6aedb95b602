import Foundation
import Processes

/// The activity of a server's database, as reported by the operating system and PostgreSQL.
struct DatabaseActivity: Sendable {
    /// The server's process, in which SQLite runs.
    let server: ChildProcess
    /// The database; `nil` for SQLite.
    let postgres: PostgresServer?

    /// The sampling time of a process's processor usage.
    private static let sample = Duration.milliseconds(150)
    /// The processor ticks (hundredths of a second) that an idle server may use during a sample.
    private static let idleTicks = 1

    /// Sessions and parallel workers of the server in a statement or a transaction. ANALYZE is excluded: it runs after a load and
    /// belongs to no client.
    private static let sessions = """
        SELECT count(*) FROM pg_stat_activity
        WHERE application_name = 'weir' AND state <> 'idle' AND query NOT ILIKE '%ANALYZE%'
        """

    /// Returns `true` if the database is executing a statement.
    func isActive() async throws -> Bool {
        if let postgres { return try await !postgres.psql(Self.sessions).hasPrefix("0") }
        let before = try ticks()
        try await Task.sleep(for: Self.sample)
        return try ticks() - before > Self.idleTicks
    }

    /// Waits until the database is idle.
    ///
    /// - Returns: The instant since which it is idle, or `nil` if it was still active after the limit.
    func waitUntilIdle(within limit: Duration) async throws -> ContinuousClock.Instant? {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            let start = ContinuousClock.now
            // A sample of SQLite's process covers the time since its start; PostgreSQL reports the present.
            if try await !isActive() { return postgres == nil ? start : .now }
        }
        return nil
    }

    /// proc(5), `/proc/pid/stat`: user and system time are the twelfth and thirteenth fields after the name in parentheses.
    private func ticks() throws -> Int {
        let line = try String(contentsOfFile: "/proc/\(server.id)/stat", encoding: .utf8)
        let fields = line.lastIndex(of: ")").map { line[$0...].split(separator: " ") } ?? []
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
            throw WorkbenchError("the server's /proc/\(server.id)/stat has no processor times")
        }
        return user + system
    }
}
