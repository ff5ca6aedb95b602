import CLibPQ
import Foundation

/// A database on the tests' own PostgreSQL whose owner must give a password.
///
/// The server trusts whoever reaches its socket; a line in front of its rules makes an exception of one group's members. Only
/// the server that `with-postgres.sh` starts is changed so: it goes away with the tests.
final class PasswordDatabase: Sendable {
    private static let group = "weir_password_login"

    /// Whether there is such a server.
    static let isAvailable: Bool = {
        guard let connection = try? Session() else { return false }
        let folder = try? connection.execute("SELECT current_setting('data_directory')")
        return folder?.hasPrefix("/tmp/weir-postgres.") == true
    }()

    /// The name of the database, and of its owner.
    let name = "secret_" + UUID().uuidString.lowercased().replacing("-", with: "")
    /// The folder of the server's socket.
    let host: String
    let port: String
    private let password: String

    /// Makes the database and its owner.
    init(password: String) throws {
        self.password = password
        let session = try Session()
        (host, port) = (session.host, session.port)
        try session.execute("SELECT pg_advisory_lock(7712)")
        try session.execute(
            """
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
            END $body$
            """)
        try session.execute("CREATE ROLE \(name) LOGIN PASSWORD '\(password)' IN ROLE \(Self.group)")
        try session.execute("CREATE DATABASE \(name) OWNER \(name)")
    }

    deinit {
        guard let session = try? Session() else { return }
        _ = try? session.execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        _ = try? session.execute("DROP ROLE IF EXISTS \(name)_2")
        _ = try? session.execute("DROP ROLE IF EXISTS \(name)")
    }

    /// Changes the owner's password.
    func change(password: String) throws {
        try Session().execute("ALTER ROLE \(name) PASSWORD '\(password)'")
    }

    /// Makes a second role that may do what the owner may.
    ///
    /// - Returns: Its name.
    func addTwin(password: String) throws -> String {
        let twin = name + "_2"
        let session = try Session()
        try session.execute("CREATE ROLE \(twin) LOGIN PASSWORD '\(password)' IN ROLE \(Self.group), \(name)")
        return twin
    }

    /// Takes a role the right to connect.
    func lock(role: String) throws { try Session().execute("ALTER ROLE \(role) NOLOGIN") }

    /// Cuts every connection to the database.
    func cutConnections() throws {
        try Session().execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    /// The users that are connected to the database now.
    func users() throws -> String {
        try Session().execute(
            "SELECT coalesce(string_agg(DISTINCT usename, ',' ORDER BY usename), '') FROM pg_stat_activity WHERE datname = '\(name)'"
        )
    }
}

/// A connection as the server's superuser.
private final class Session {
    private let raw: OpaquePointer

    init() throws {
        guard let uri = ProcessInfo.processInfo.environment["WEIR_TEST_POSTGRES"], let raw = PQconnectdb(uri) else {
            throw Unexpected("no PostgreSQL for tests")
        }
        self.raw = raw
        guard PQstatus(raw) == CONNECTION_OK else { throw Unexpected(String(cString: PQerrorMessage(raw))) }
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
    }

    deinit { PQfinish(raw) }

    var host: String { PQhost(raw).map { String(cString: $0) } ?? "" }
    var port: String { PQport(raw).map { String(cString: $0) } ?? "" }

    /// Runs a statement and gives the first value of its result.
    @discardableResult
    func execute(_ sql: String) throws -> String {
        let result = PQexec(raw, sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw Unexpected(String(cString: PQerrorMessage(raw)))
        }
        return PQntuples(result) > 0 ? PQgetvalue(result, 0, 0).map { String(cString: $0) } ?? "" : ""
    }
}
