import Foundation
import Processes

/// The work of a server's database, as the operating system and PostgreSQL show it.
struct DatabaseActivity: Sendable {
    /// The server's process, in which SQLite does its work.
    let server: ChildProcess
    /// The database; `nil` for SQLite.
    let postgres: PostgresServer?

    /// The time for which a process that does nothing is watched.
    private static let watch = Duration.milliseconds(150)
    /// The ticks of processor time (a hundredth of a second each) that an idle server may use while it is watched.
    private static let idleTicks = 1

    /// Sessions and parallel workers of the server that are in a statement or a transaction. Statistics are gathered after a load
    /// and are no client's.
    private static let sessions = """
        SELECT count(*) FROM pg_stat_activity
        WHERE application_name = 'weir' AND state <> 'idle' AND query NOT ILIKE '%ANALYZE%'
        """

    /// Returns whether the database is at work.
    func isAtWork() async throws -> Bool {
        if let postgres { return try await !postgres.psql(Self.sessions).hasPrefix("0") }
        let before = try ticks()
        try await Task.sleep(for: Self.watch)
        return try ticks() - before > Self.idleTicks
    }

    /// Waits until the database rests.
    ///
    /// - Returns: The moment from which it rested, or `nil` if it still worked after the limit.
    func rest(within limit: Duration) async throws -> ContinuousClock.Instant? {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            let look = ContinuousClock.now
            // A look at SQLite lasts; the process did nothing since its beginning. One at PostgreSQL tells of its end.
            if try await !isAtWork() { return postgres == nil ? look : .now }
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
