import Foundation
package import Processes

/// A private PostgreSQL server that can be killed and restarted. Its superuser connects through a socket in its folder; other users
/// connect through the port, if there is one, with a password.
package final class PostgresServer: Sendable {
    private let folder: TemporaryFolder
    private let programs: String
    private let asOwner: [String]
    /// The port on 127.0.0.1, or `nil` if the server listens on the socket only.
    package let port: Int?

    /// The folder of the newest installed server's programs, or `nil`.
    package static let installed: String? = {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Double($0) }
        return versions.sorted(by: >).map { "\(root)/\(Int($0))/bin" }
            .first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    /// Makes a database cluster; ``start()`` starts it.
    ///
    /// - Parameters:
    ///   - port: The port on 127.0.0.1.
    ///   - certificate: The TLS certificate for that port; `nil` for no TLS.
    package init(port: Int? = nil, certificate: CertificateAuthority.Certificate? = nil) async throws {
        self.port = port
        guard let programs = Self.installed else {
            throw WorkbenchError("no PostgreSQL server is installed; 'make setup' installs one")
        }
        self.programs = programs
        folder = try TemporaryFolder()
        if geteuid() == 0 {
            // PostgreSQL refuses to run as root; its package creates this account.
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
        try await configure(certificate)
    }

    /// Makes a standby of a running server (PostgreSQL documentation, "pg_basebackup"); ``start()`` starts it.
    package init(standbyOf primary: PostgresServer) async throws {
        port = nil
        programs = primary.programs
        asOwner = primary.asOwner
        folder = try TemporaryFolder()
        if !asOwner.isEmpty { try await ChildProcess.run(["chown", "postgres", folder.path]) }
        try await ChildProcess.run(
            asOwner + [
                programs + "/pg_basebackup", "--dbname=\(primary.uri())", "--pgdata=data", "--write-recovery-conf",
                "--wal-method=stream", "--checkpoint=fast", "--no-sync",
            ], folder: folder.path)
    }

    /// Delays a standby's replay by an hour (PostgreSQL documentation, `recovery_min_apply_delay`); returns once the delay is in
    /// effect.
    package func holdBack(_ primary: PostgresServer) async throws {
        try await setApplyDelay("1h")
        // Commit empty transactions until the startup process waits; it reads the setting some time after the reload.
        let delayed = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'RecoveryApplyDelay'"
        while try await !psql(delayed).hasPrefix("1") {
            _ = try await primary.psql("SELECT pg_logical_emit_message(true, 'weir', '')")
        }
    }

    /// Ends a standby's replay delay.
    package func goOn() async throws { try await setApplyDelay("0") }

    private func setApplyDelay(_ delay: String) async throws {
        _ = try await psql("ALTER SYSTEM SET recovery_min_apply_delay = '\(delay)'")
        _ = try await psql("SELECT pg_reload_conf()")
    }

    private func configure(_ certificate: CertificateAuthority.Certificate?) async throws {
        guard let port else { return }
        // "The pg_hba.conf File" in PostgreSQL's documentation. Files are written in place: their owner stays the server's.
        try "local all weir trust\nhost all all 127.0.0.1/32 scram-sha-256\n".write(
            toFile: folder.path + "/data/pg_hba.conf", atomically: false, encoding: .utf8)
        var settings = "port = \(port)\nlisten_addresses = '127.0.0.1'\n"
        if let certificate {
            settings += "ssl = on\n"
            // The server refuses a key that others may read.
            let owner = asOwner.isEmpty ? [] : ["--owner=postgres"]
            for (source, name) in [(certificate.path, "server.crt"), (certificate.keyPath, "server.key")] {
                try await ChildProcess.run(
                    ["install", "--mode=600"] + owner + [source, "\(folder.path)/data/\(name)"])
            }
        }
        try settings.write(toFile: folder.path + "/data/postgresql.conf", atomically: false, encoding: .utf8)
    }

    /// Returns the connection URI of a database, by default the initial one.
    package func uri(user: String = "weir", database: String = "postgres") -> String {
        "postgresql:///\(database)?host=\(folder.path)&user=\(user)" + (port.map { "&port=\($0)" } ?? "")
    }

    /// Starts the server; returns once it accepts connections.
    ///
    /// Commits must survive a crash of the processes, so they are synchronous; they need not survive a power loss, so fsync is off.
    package func start() async throws -> ChildProcess {
        let server = try ChildProcess(
            asOwner + [
                programs + "/postgres", "-D", "data", "-c",
                "unix_socket_directories=\(folder.path)", "-c", "fsync=off", "-c", "synchronous_commit=on",
                "-c", "max_connections=60",
            ] + (port == nil ? ["-c", "listen_addresses="] : []), folder: folder.path,
            errors: .file(folder.path + "/log"))
        while true {
            let probe = try ChildProcess([
                programs + "/pg_isready", "--quiet", "--dbname=\(uri())",
            ])
            if try await probe.ending().code == 0 { return server }
            guard server.runs else {
                let log = (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? ""
                throw WorkbenchError("PostgreSQL did not start; it said: \(log.suffix(2000))")
            }
        }
    }

    /// Starts the server, runs `body`, and stops the server in any case.
    package func whileRunning<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let server = try await start()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        try await stop(server)
        return try result.get()
    }

    /// Runs `body` while the server and each of its processes are stopped: connections stay open, and nothing answers.
    package func whileFrozen<Value: Sendable>(
        _ server: ChildProcess, _ body: () async throws -> Value
    ) async throws -> Value {
        // Stop it first, so that it starts no further process.
        server.signal(SIGSTOP)
        let children = try Self.children(of: server)
        for id in children { _ = Glibc.kill(id, SIGSTOP) }
        defer {
            for id in children { _ = Glibc.kill(id, SIGCONT) }
            server.signal(SIGCONT)
        }
        return try await body()
    }

    /// Kills the server and each of its processes with SIGKILL, like a machine failure.
    package func kill(_ server: ChildProcess) async throws {
        // Stop it first, so that it starts no further process.
        server.signal(SIGSTOP)
        let children = try Self.children(of: server)
        for id in children { _ = Glibc.kill(id, SIGKILL) }
        server.signal(SIGKILL)
        _ = try await server.ending()
        // They hold the shared memory until the kernel has reaped them.
        while children.contains(where: { Glibc.kill($0, 0) == 0 }) { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Shuts the server down (PostgreSQL's fast shutdown).
    package func stop(_ server: ChildProcess) async throws {
        server.signal(SIGINT)
        _ = try await server.ending()
    }

    /// Runs SQL with `psql` and returns its unaligned output.
    package func psql(_ sql: String, in database: String = "postgres") async throws -> String {
        try await ChildProcess.run([
            "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", uri(database: database), "-c", sql,
        ]).output
    }

    private static func children(of server: ChildProcess) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
            .filter { parent(of: $0) == server.id }
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
