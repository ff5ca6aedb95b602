import Foundation
import Processes

/// A database on the tests' PostgreSQL server whose owner must give a password.
///
/// The server trusts every client of its socket; a rule before its other rules makes an exception for the members of
/// one group. Only the server that `with-postgres.sh` starts is changed in this way: it ends with the tests, and so do
/// the databases. No database is dropped before: DROP DATABASE waits for all of the server's processes, and one that
/// waits for the rows of a COPY may not respond until the drop has ended.
final class PasswordDatabase: Sendable {
    private static let group = "weir_password_login"
    private static let uri = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"]

    /// `true` if the environment names the server that `with-postgres.sh` starts.
    static let isAvailable = uri?.contains("host=/tmp/weir-postgres.") == true

    /// The name of the database and of its owner.
    let name = "secret_" + UUID().uuidString.lowercased().replacing("-", with: "")
    /// The folder of the server's socket.
    let host: String
    let port: String

    /// Creates the database and its owner.
    init(password: String) async throws {
        let place = try await Self.sql(
            "SELECT current_setting('unix_socket_directories') || ' ' || current_setting('port')")
        let words = place.split(separator: " ").map(String.init)
        guard words.count == 2 else { throw UnexpectedError("the server's socket is \"\(place)\"") }
        (host, port) = (words[0], words[1])
        try await Self.sql(
            """
            SELECT pg_advisory_lock(7712);
            DO $body$
            DECLARE path text := current_setting('hba_file');
            BEGIN
                IF pg_read_file(path) LIKE '%+\(Self.group)%' THEN RETURN; END IF;
                CREATE ROLE \(Self.group);
                CREATE TEMPORARY TABLE hba AS
                    SELECT * FROM regexp_split_to_table(pg_read_file(path), E'\\n') WITH ORDINALITY AS lines (line, place);
                INSERT INTO hba VALUES ('local all +\(Self.group) scram-sha-256', 0);
                EXECUTE format('COPY (SELECT line FROM hba ORDER BY place) TO %L', path);
                PERFORM pg_reload_conf();
            END $body$;
            CREATE ROLE \(name) LOGIN PASSWORD '\(password)' IN ROLE \(Self.group);
            CREATE DATABASE \(name) OWNER \(name);
            """)
    }

    /// Changes the owner's password.
    func change(password: String) async throws {
        try await Self.sql("ALTER ROLE \(name) PASSWORD '\(password)'")
    }

    /// Creates a second role with the owner's privileges.
    ///
    /// - Returns: The role's name.
    func addTwin(password: String) async throws -> String {
        let twin = name + "_2"
        try await Self.sql("CREATE ROLE \(twin) LOGIN PASSWORD '\(password)' IN ROLE \(Self.group), \(name)")
        return twin
    }

    /// Creates a role with another one's privileges, as a rotation with alternating users does.
    func addMember(_ role: String, of other: String, password: String) async throws {
        try await Self.sql("CREATE ROLE \(role) LOGIN PASSWORD '\(password)' IN ROLE \(Self.group), \(other)")
    }

    /// Lets the owner create roles, as the master user of Amazon RDS may.
    func letOwnerCreateRoles() async throws { try await Self.sql("ALTER ROLE \(name) CREATEROLE") }

    /// Requires a password of a role, as of the owner.
    func requirePassword(of role: String) async throws { try await Self.sql("GRANT \(Self.group) TO \(role)") }

    /// Revokes a role's right to connect.
    func lock(role: String) async throws { try await Self.sql("ALTER ROLE \(role) NOLOGIN") }

    /// Terminates every connection to the database.
    func cutConnections() async throws {
        try await Self.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    /// The users connected to the database.
    func users() async throws -> String {
        try await Self.sql(
            "SELECT coalesce(string_agg(DISTINCT usename, ',' ORDER BY usename), '') FROM pg_stat_activity WHERE datname = '\(name)'"
        )
    }

    /// Runs statements as superuser and returns the output of `psql` without the final newline.
    @discardableResult
    private static func sql(_ statements: String) async throws -> String {
        guard let uri else { throw UnexpectedError("no PostgreSQL for tests") }
        let folder = try TemporaryFolder()
        let file = folder.path + "/statements.sql"
        try statements.write(toFile: file, atomically: false, encoding: .utf8)
        let run = try await ChildProcess.run(
            ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", uri], input: .file(file))
        return run.output.trimmingCharacters(in: .newlines)
    }
}
