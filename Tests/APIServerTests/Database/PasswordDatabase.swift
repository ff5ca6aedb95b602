import Foundation
import Processes

/// A database on the tests' own PostgreSQL whose owner must give a password.
///
/// The server trusts whoever reaches its socket; a line in front of its rules makes an exception of one group's members. Only
/// the server that `with-postgres.sh` starts is changed so: it goes away with the tests, and the databases with it. None is dropped
/// before: PostgreSQL lets a drop wait for each of its processes, and one that waits for the rows of a COPY does not answer until
/// they come, which may be never while somebody waits for the drop.
final class PasswordDatabase: Sendable {
    private static let group = "weir_password_login"
    private static let uri = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"]

    /// Whether there is such a server.
    static let isAvailable = uri?.contains("host=/tmp/weir-postgres.") == true

    /// The name of the database, and of its owner.
    let name = "secret_" + UUID().uuidString.lowercased().replacing("-", with: "")
    /// The folder of the server's socket.
    let host: String
    let port: String

    /// Makes the database and its owner.
    init(password: String) async throws {
        let place = try await Self.sql(
            "SELECT current_setting('unix_socket_directories') || ' ' || current_setting('port')")
        let words = place.split(separator: " ").map(String.init)
        guard words.count == 2 else { throw Unexpected("the server's socket is \"\(place)\"") }
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

    /// Makes a second role that may do what the owner may.
    ///
    /// - Returns: Its name.
    func addTwin(password: String) async throws -> String {
        let twin = name + "_2"
        try await Self.sql("CREATE ROLE \(twin) LOGIN PASSWORD '\(password)' IN ROLE \(Self.group), \(name)")
        return twin
    }

    /// Takes a role the right to connect.
    func lock(role: String) async throws { try await Self.sql("ALTER ROLE \(role) NOLOGIN") }

    /// Cuts every connection to the database.
    func cutConnections() async throws {
        try await Self.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    /// The users that are connected to the database now.
    func users() async throws -> String {
        try await Self.sql(
            "SELECT coalesce(string_agg(DISTINCT usename, ',' ORDER BY usename), '') FROM pg_stat_activity WHERE datname = '\(name)'"
        )
    }

    /// Runs statements as the server's superuser, and gives what `psql` prints, without the last line's end.
    @discardableResult
    private static func sql(_ statements: String) async throws -> String {
        guard let uri else { throw Unexpected("no PostgreSQL for tests") }
        let folder = try TemporaryFolder()
        let file = folder.path + "/statements.sql"
        try statements.write(toFile: file, atomically: false, encoding: .utf8)
        let run = try await ChildProcess.run(
            ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", uri], input: .file(file))
        return run.output.trimmingCharacters(in: .newlines)
    }
}
