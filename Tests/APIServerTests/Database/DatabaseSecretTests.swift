import Foundation
import Models
import Testing

/// Reads the database's password from a secret at each connection, again after a rejection, and never exposes it.
///
/// Requires the product `api-server`, which `swift build --build-tests` builds, and the server of `with-postgres.sh`.
@Suite(
    .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .enabled(if: PasswordDatabase.isAvailable, "needs the PostgreSQL of .ci/scripts/with-postgres.sh"),
    .timeLimit(.minutes(1)))
struct DatabaseSecretTests {
    static let canary = "CANARY'\\ \(UUID().uuidString)"
    static let refusal = "the database rejected the user or the password: reading them again"

    let database: PasswordDatabase
    let folder: URL

    init() async throws {
        database = try await PasswordDatabase(password: Self.sql(Self.canary + "1"))
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private static func sql(_ text: String) -> String { text.replacing("'", with: "''") }

    private var file: String { folder.appendingPathComponent("database.json").path }

    /// The secret's JSON document as RDS writes it.
    private func document(user: String? = nil, password: String) throws -> Data {
        try JSONEncoder().encode([
            "engine": "postgres", "username": user ?? database.name, "password": password, "host": database.host,
            "port": database.port, "dbname": database.name,
        ])
    }

    /// Writes the secret's file atomically.
    private func write(user: String? = nil, password: String) throws {
        let text = try document(user: user, password: password) + [UInt8(ascii: "\n")]
        try text.write(to: URL(fileURLWithPath: file), options: .atomic)
    }

    private func query(_ port: Int) async throws -> String {
        try await Connection.exchange(
            port: port, "POST", "/v1/datasets/d/query", type: "application/json", body: #"{"measures": ["sum(n)"]}"#)
    }

    /// Repeats the query until a cut connection has been detected and replaced.
    private func queryAfterCut(_ port: Int) async throws -> String {
        var answer = try await query(port)
        for _ in 0..<20 where answer.hasPrefix("HTTP/1.1 503 ") { answer = try await query(port) }
        return answer
    }

    private func fill(_ port: Int) async throws {
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        let filled = try await Connection.exchange(
            port: port, "POST", "/v1/datasets/d/rows", type: "text/csv", body: "n\n41\n1\n")
        #expect(filled.hasPrefix("HTTP/1.1 201 "), "\(filled)")
    }

    private func end(_ server: ServerUnderTest, _ answers: [String]) async throws {
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        expectNoCanary(server, answers)
        try FileManager.default.removeItem(at: folder)
    }

    private func expectNoCanary(_ server: ServerUnderTest, _ answers: [String] = []) {
        let id = Self.canary.split(separator: " ").last.map(String.init) ?? Self.canary
        for text in server.logLines + [server.errorText()] + answers { #expect(!text.contains(id)) }
    }

    @Test(
        "A server starts from a secret alone; after a rotation only new connections use the new password"
    )
    func rotation() async throws {
        try write(password: Self.canary + "1")
        let server = try ServerUnderTest(["--port", "0"], environment: ["DB_SECRET_FILE": file])
        let port = try await server.startListening()
        try await fill(port)

        try await database.change(password: Self.sql(Self.canary + "2"))
        let open = try await query(port)
        #expect(open.contains(#""data":[{"sum(n)":42}]"#))
        try write(password: Self.canary + "2")
        try await database.cutConnections()
        let new = try await queryAfterCut(port)
        #expect(new.contains(#""data":[{"sum(n)":42}]"#), "\(new)")
        try await end(server, [open, new])
    }

    @Test("A connection waits for the secret if the database already has the new password")
    func gap() async throws {
        try write(password: Self.canary + "1")
        let server = try ServerUnderTest(["--port", "0", "--db-secret-file", file])
        let port = try await server.startListening()
        try await fill(port)

        try await database.change(password: Self.sql(Self.canary + "2"))
        try await database.cutConnections()
        async let answer = queryAfterCut(port)
        _ = try await server.line(Self.refusal)
        try write(password: Self.canary + "2")
        #expect(try await answer.contains(#""data":[{"sum(n)":42}]"#))
        try await end(server, [try await answer])
    }

    @Test("A rotation changes the user together with the password")
    func alternatingUsers() async throws {
        try write(password: Self.canary + "1")
        let server = try ServerUnderTest(["--port", "0"], environment: ["DB_SECRET_FILE": file])
        let port = try await server.startListening()
        try await fill(port)

        let twin = try await database.addTwin(password: Self.sql(Self.canary + "2"))
        try write(user: twin, password: Self.canary + "2")
        try await database.lock(role: database.name)
        try await database.cutConnections()
        let answer = try await queryAfterCut(port)
        #expect(answer.contains(#""data":[{"sum(n)":42}]"#), "\(answer)")
        #expect(try await database.users() == twin)
        try await end(server, [answer])
    }

    @Test(
        "The secret is read from Secrets Manager in the ARN's region, and again after a rotation",
        .enabled(if: SecretsEmulator.isExpected, SecretsEmulator.absence))
    func secretsManager() async throws {
        let emulator = try await SecretsEmulator(secret: try document(password: Self.canary + "1"))
        let server = try ServerUnderTest(["--port", "0"], environment: emulator.variables)
        let port = try await server.startListening()
        try await fill(port)

        // Without the rejection the server would read the secret again only after minutes.
        try await database.change(password: Self.sql(Self.canary + "2"))
        try await emulator.put(try document(password: Self.canary + "2"))
        try await database.cutConnections()
        let answer = try await queryAfterCut(port)
        #expect(answer.contains(#""data":[{"sum(n)":42}]"#), "\(answer)")
        let rotated = try await server.line("secret rotated")
        #expect(rotated["secret"] == .string(try #require(emulator.variables["DB_SECRET_ARN"])))
        let key = try #require(emulator.variables["AWS_SECRET_ACCESS_KEY"])
        try await end(server, [answer])
        #expect(!server.logLines.contains { $0.contains(key) })
    }

    @Test(
        "A server with a wrong access key exits with one line",
        .enabled(if: SecretsEmulator.isExpected, SecretsEmulator.absence))
    func wrongKey() async throws {
        let emulator = try await SecretsEmulator(secret: try document(password: Self.canary + "1"))
        var variables = emulator.variables
        variables["AWS_SECRET_ACCESS_KEY"] = "CANARYCANARY"
        let server = try ServerUnderTest(["--port", "0"], environment: variables)
        try server.start()
        #expect(await server.exitCode() == 1)
        let text = server.errorText()
        #expect(text.hasPrefix("error: cannot read the database's credentials: secret \"arn:aws:"), "\(text)")
        #expect(text.contains("SignatureDoesNotMatch"))
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(!(server.logLines + [text]).contains { $0.contains("CANARYCANARY") })
        expectNoCanary(server)
    }

    @Test("User and password are taken from the environment")
    func environment() async throws {
        let server = try ServerUnderTest(
            ["--port", "0", "--db-port", database.port],
            environment: [
                "DB_HOST": database.host, "DB_NAME": database.name, "DB_USER": database.name,
                "DB_PASSWORD": Self.canary + "1",
            ])
        let port = try await server.startListening()
        try await fill(port)
        try await end(server, [])
    }

    @Test("Settings override the address in the secret")
    func override() async throws {
        try write(password: Self.canary + "1")
        let server = try ServerUnderTest(
            ["--port", "0"], environment: ["DB_SECRET_FILE": file, "DB_NAME": "nowhere_" + database.name])
        try server.start()
        #expect(await server.exitCode() == 1)
        expectNoCanary(server)
    }

    @Test("A server whose secret has a wrong password exits with one line")
    func wrongPassword() async throws {
        try write(password: Self.canary + "wrong")
        let server = try ServerUnderTest(["--port", "0"], environment: ["DB_SECRET_FILE": file])
        try server.start()
        #expect(await server.exitCode() == 1)
        #expect(
            server.errorText().hasPrefix(
                "error: cannot open the postgres store: the server rejected the user or the password"))
        #expect(server.errorText().filter { $0 == "\n" }.count == 1)
        #expect(server.logLines.filter { $0.contains(Self.refusal) }.count == 5)
        expectNoCanary(server)
    }

    @Test(
        "A server with an unusable secret exits with one line that repeats nothing of it",
        arguments: [
            (nil, "there is no such file"), ("", "the value is empty"), ("{CANARY", "not a JSON object"),
            (#"{"username": "CANARY"}"#, #"has no "password""#),
            (#"{"username": "CANARY", "password": "CANARY"}"#, "has no \"host\": set DB_HOST"),
        ] as [(String?, String)])
    func badSecret(content: String?, mention: String) async throws {
        try content?.write(toFile: file, atomically: true, encoding: .utf8)
        let server = try ServerUnderTest(["--port", "0"], environment: ["DB_SECRET_FILE": file])
        try server.start()
        #expect([1, 64].contains(await server.exitCode()))
        #expect(server.errorText().contains(mention), "\(server.errorText())")
        #expect(server.errorText().filter { $0 == "\n" }.count == 1)
        #expect(!(server.logLines + [server.errorText()]).contains { $0.contains("CANARY") })
    }

    @Test(
        "Contradictory settings are rejected with exit code 64",
        arguments: [
            (["DB_HOST": "h", "STORE": "sqlite:a"], "both locate the store"),
            (["DB_HOST": "h"], "the database's user is not set"),
            (["DB_SECRET_FILE": "f", "DB_USER": "u"], "set only one of them"),
            (["DB_USER": "u", "DB_HOST": "h", "DB_NAME": "d"], "DB_PASSWORD"),
        ])
    func contradictions(environment: [String: String], mention: String) async throws {
        let server = try ServerUnderTest(["--port", "0"], environment: environment)
        try server.start()
        #expect(await server.exitCode() == 64)
        #expect(server.errorText().contains(mention), "\(server.errorText())")
    }
}
