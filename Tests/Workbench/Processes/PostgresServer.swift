import Foundation

/// A PostgreSQL of its own that can be killed and started again, reachable through a socket in its folder alone.
package final class PostgresServer: Sendable {
    private let folder: TemporaryFolder
    private let programs: String
    private let asOwner: [String]

    /// The folder of the newest installed server's programs, or `nil`.
    package static let installed: String? = {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Double($0) }
        return versions.sorted(by: >).map { "\(root)/\(Int($0))/bin" }
            .first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    /// Makes a database cluster; ``start()`` starts it.
    package init() async throws {
        guard let programs = Self.installed else {
            throw WorkbenchError("no PostgreSQL server is installed; 'make setup' installs one")
        }
        self.programs = programs
        folder = try TemporaryFolder()
        if geteuid() == 0 {
            // PostgreSQL refuses to run as root; its package brings this account.
            asOwner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            try await ChildProcess.run(["chown", "postgres", folder.path])
        } else {
            asOwner = []
        }
        try await ChildProcess.run(
            asOwner + [
                programs + "/initdb", "--pgdata=data", "--username=weir", "--auth-local=trust", "--no-sync",
                "--encoding=UTF8", "--no-locale",
            ], folder: folder.path)
    }

    /// The connection URI of the database that is there from the beginning.
    package func uri(user: String = "weir") -> String { "postgresql:///postgres?host=\(folder.path)&user=\(user)" }

    /// Starts the server; returns once it takes connections.
    ///
    /// What is committed must survive the end of the processes, so commits are synchronous; it need not survive a loss of power, so
    /// nothing waits for the disk.
    package func start() async throws -> ChildProcess {
        let server = try ChildProcess(
            asOwner + [
                programs + "/postgres", "-D", "data", "-c", "listen_addresses=", "-c",
                "unix_socket_directories=\(folder.path)", "-c", "fsync=off", "-c", "synchronous_commit=on",
                "-c", "max_connections=60",
            ], folder: folder.path, errors: folder.path + "/log")
        while true {
            let probe = try ChildProcess([
                programs + "/pg_isready", "--quiet", "--host=\(folder.path)", "--username=weir", "--dbname=postgres",
            ])
            if try await probe.ending().code == 0 { return server }
            guard server.runs else {
                let log = (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? ""
                throw WorkbenchError("PostgreSQL did not start; it said: \(log.suffix(2000))")
            }
        }
    }

    /// Kills the server and each of its processes with SIGKILL, as if their machine had gone.
    package func kill(_ server: ChildProcess) async throws {
        // Stopped, it can start no further process meanwhile.
        server.signal(SIGSTOP)
        let children = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
            .filter { Self.parent(of: $0) == server.id }
        for id in children { _ = Glibc.kill(id, SIGKILL) }
        server.signal(SIGKILL)
        _ = try await server.ending()
        // They are gone when the kernel has taken them away, and hold the shared memory until then.
        while children.contains(where: { Glibc.kill($0, 0) == 0 }) { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Ends the server at once but in order.
    package func stop(_ server: ChildProcess) async throws {
        server.signal(SIGINT)
        _ = try await server.ending()
    }

    /// Runs SQL and gives what `psql` prints, unaligned.
    package func psql(_ sql: String) async throws -> String {
        try await ChildProcess.run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", uri(), "-c", sql])
            .output
    }

    /// proc(5), `/proc/pid/stat`: the parent is the second field after the name in parentheses.
    private static func parent(of id: pid_t) -> pid_t? {
        guard let line = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let name = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[name...].split(separator: " ")
        return fields.count > 2 ? pid_t(fields[2]) : nil
    }
}
