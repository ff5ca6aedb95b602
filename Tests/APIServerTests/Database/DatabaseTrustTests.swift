import Foundation
import Models
import Testing
import Workbench

/// Checks which databases a server connects to over TLS, by their certificates.
///
/// Requires the product `api-server`, PostgreSQL's server and `openssl`.
@Suite(.timeLimit(.minutes(2)))
struct DatabaseTrustTests {
    static let isExpected =
        ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"
        || (ServerUnderTest.isBuilt && PostgresServer.installed != nil && CertificateAuthority.isAvailable)
    static let name = "db.weir.example"
    static let canary = "CANARY\(UUID().uuidString)"

    /// A database with TLS and the means to reach it.
    private struct Database {
        let server: PostgresServer
        let authority: CertificateAuthority

        init() async throws {
            authority = try await CertificateAuthority()
            server = try await PostgresServer(
                port: FreePort.find(), certificate: authority.certificate(for: DatabaseTrustTests.name))
        }

        var port: Int { server.port ?? 0 }

        func parts(_ host: String, _ more: [String: String] = [:]) -> [String: String] {
            [
                "DB_HOST": host, "DB_PORT": "\(port)", "DB_NAME": "postgres", "DB_USER": "reader",
                "DB_PASSWORD": DatabaseTrustTests.canary, "PGHOSTADDR": "127.0.0.1",
            ].merging(more) { $1 }
        }

        func uri(_ host: String, _ parameters: String) -> [String: String] {
            [
                "STORE":
                    "postgresql://reader:\(DatabaseTrustTests.canary)@\(host):\(port)/postgres?hostaddr=127.0.0.1&\(parameters)"
            ]
        }
    }

    /// `true` if all connections of the server are encrypted.
    private func isEncrypted(_ database: Database) async throws -> Bool {
        try await database.server.psql(
            "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'reader'") == "t\n"
    }

    private func expectNoSecret(_ server: ServerUnderTest, _ answers: [String] = []) {
        for text in server.logLines + [server.errorText()] + answers {
            #expect(!text.contains(Self.canary))
            #expect(!text.contains("weir.example"))
        }
    }

    /// The reasons in the log of a server that must fail to start.
    private func refusals(_ environment: [String: String]) async throws -> [String] {
        let server = try ServerUnderTest(["--port", "0"], environment: environment)
        try server.start()
        #expect(await server.exitCode() == 1)
        let text = server.errorText()
        #expect(text.hasPrefix("error: cannot open the postgres store: the database is not trusted: "), "\(text)")
        #expect(text.filter { $0 == "\n" }.count == 1)
        expectNoSecret(server)
        return try server.logLines.map { try JSONValue(parsing: $0) }
            .filter { $0["message"] == .string("the database is not trusted") }
            .map { if case .string(let reason)? = $0["reason"] { reason } else { "none" } }
    }

    @Test(
        "A server connects to the database with the right certificate and to no other",
        .enabled(if: isExpected, "needs PostgreSQL's server, openssl and the built api-server"))
    func certificates() async throws {
        let database = try await Database()
        try await database.server.whileRunning { try await compare(database) }
    }

    private func compare(_ database: Database) async throws {
        _ = try await database.server.psql("CREATE ROLE reader LOGIN SUPERUSER PASSWORD '\(Self.canary)'")
        let (right, wrong) = (database.authority.path, try await CertificateAuthority())
        for environment in [
            database.parts(Self.name, ["DB_CA_FILE": right]),
            database.parts(Self.name, ["PGSSLMODE": "verify-full", "PGSSLROOTCERT": right]),
            database.uri(Self.name, "sslmode=verify-full&sslrootcert=\(right)"),
            // The CA file in the connection string takes precedence over DB_CA_FILE.
            database.uri(Self.name, "sslrootcert=\(right)").merging(["DB_CA_FILE": wrong.path]) { $1 },
        ] {
            let server = try ServerUnderTest(["--port", "0"], environment: environment)
            _ = try await server.startListening()
            #expect(try await isEncrypted(database))
            server.signal(SIGTERM)
            #expect(await server.exitCode() == 0)
            expectNoSecret(server)
        }
        let empty = wrong.path + ".empty"
        try "no certificate\n".write(toFile: empty, atomically: true, encoding: .utf8)
        let refused: [([String: String], String)] = [
            (database.parts("wrong.weir.example", ["DB_CA_FILE": right]), "otherName"),
            (database.uri("wrong.weir.example", "sslmode=verify-full&sslrootcert=\(right)"), "otherName"),
            (database.parts("127.0.0.1", ["DB_CA_FILE": right]), "otherName"),
            (database.parts(Self.name, ["DB_CA_FILE": wrong.path]), "unverified"),
            (database.uri(Self.name, "sslmode=verify-full&sslrootcert=\(wrong.path)"), "unverified"),
            (database.parts(Self.name, ["DB_CA_FILE": empty]), "authorities"),
            (database.uri(Self.name, "sslmode=verify-full&sslrootcert=/nowhere"), "authorities"),
        ]
        for (environment, reason) in refused { #expect(try await refusals(environment) == [reason]) }

        try await expectCopyRefused(database, right)
        try await loseTLS(database, right)
    }

    /// `copy` has no log and reports the problem on standard error.
    private func expectCopyRefused(_ database: Database, _ authorities: String) async throws {
        let right = database.uri(Self.name, "sslmode=verify-full&sslrootcert=\(authorities)")["STORE"] ?? ""
        let wrong = database.uri("wrong.weir.example", "sslmode=verify-full&sslrootcert=\(authorities)")["STORE"] ?? ""
        let copy = try ServerUnderTest(["copy", "--from", right, "--to", wrong])
        try copy.start()
        #expect(await copy.exitCode() == 1)
        #expect(
            copy.errorText().hasPrefix(
                "error: the database is not trusted: the server's certificate is for another host name"))
        #expect(copy.errorText().filter { $0 == "\n" }.count == 2, "\(copy.errorText())")
        expectNoSecret(copy)
    }

    /// Turns off the database's TLS while a server uses it, as an attacker in between would.
    private func loseTLS(_ database: Database, _ authorities: String) async throws {
        let environment = database.parts(Self.name, ["DB_CA_FILE": authorities])
        let server = try ServerUnderTest(["--port", "0"], environment: environment)
        let port = try await server.startListening()
        _ = try await database.server.psql("ALTER SYSTEM SET ssl = off")
        _ = try await database.server.psql("SELECT pg_reload_conf()")
        // Each backend reloads the setting at its own time.
        while try await database.server.psql("SHOW ssl") != "off\n" {}
        _ = try await database.server.psql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'reader'")
        var answer = ""
        repeat {
            answer = try await Connection.exchange(port: port, "GET", "/v1/datasets")
        } while !answer.hasPrefix("HTTP/1.1 503 ")
        let line = try await server.line("the database is not trusted")
        #expect(line["reason"] == .string("withoutTLS"))
        #expect(!answer.contains("TLS"))
        #expect(
            try await database.server.psql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader'") == "0\n")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        expectNoSecret(server, [answer])
        #expect(try await refusals(environment) == ["withoutTLS"])
    }

    @Test(
        "An unusable target is rejected with exit code 64 before connecting",
        .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
        arguments: [
            (["STORE": "postgres://u:CANARY%@h/d"], "libpq cannot read the database's URI"),
            (["STORE": "postgres://h/d?sslmode=CANARY"], "sslmode (or PGSSLMODE) is not one of disable"),
            (["STORE": "postgres://h/d", "DB_CA_FILE": "/nowhere"], "--db-ca-file (or DB_CA_FILE): the file"),
            (["STORE": "postgres:///d?service=CANARY"], "PGSSLMODE=verify-full"),
            (
                ["DB_HOST": "h", "DB_NAME": "d", "DB_USER": "u", "DB_PASSWORD": "CANARY", "PGSSLMODE": "on"],
                "sslmode (or PGSSLMODE) is not one of disable"
            ),
        ])
    func settings(environment: [String: String], mention: String) async throws {
        let server = try ServerUnderTest(["--port", "0"], environment: environment)
        try server.start()
        #expect(await server.exitCode() == 64)
        #expect(server.errorText().contains(mention), "\(server.errorText())")
        #expect(!server.errorText().contains("CANARY"))
    }
}
