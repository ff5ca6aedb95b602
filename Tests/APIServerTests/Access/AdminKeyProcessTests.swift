import Foundation
import Models
import Testing

/// The administrator's key of a running server. Requires the product `api-server`, which `swift build --build-tests` builds.
@Suite(.enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"), .timeLimit(.minutes(2)))
struct AdminKeyProcessTests {
    private static func key(_ number: Int) -> String { "CANARY\(number)" + String(repeating: "k", count: 41) }

    private static func status(_ port: Int, _ path: String, key: String? = nil) async throws -> String {
        let headers = key.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        let answer = try await Connection.exchange(port: port, "GET", path, headers: headers)
        #expect(!answer.contains("CANARY"))
        return String(answer.dropFirst("HTTP/1.1 ".count).prefix(3))
    }

    @Test(
        "A server on every address admits the administrator alone, also after rotations, without a restart",
        .enabled(if: SecretsEmulator.isExpected, SecretsEmulator.absence))
    func rotation() async throws {
        let emulator = try await SecretsEmulator(secret: Data(Self.key(1).utf8))
        let server = try ServerUnderTest(
            ["--host", "0.0.0.0", "--port", "0"], environment: emulator.variables(secret: "WEIR_ADMIN_SECRET_ARN"))
        let port = try await server.startListening()
        #expect(try await Self.status(port, "/health/ready") == "200")
        #expect(try await Self.status(port, "/v1/datasets") == "401")
        #expect(try await Self.status(port, "/v1/datasets", key: Self.key(2)) == "401")
        #expect(try await Self.status(port, "/v1/datasets", key: Self.key(1)) == "200")
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition,
            headers: ["Authorization": "Bearer \(Self.key(1))"])
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        for number in 2...4 {
            try await emulator.put(Data(Self.key(number).utf8))
            // The new key at its first use, and the former one, which is in its time of overlap.
            #expect(try await Self.status(port, "/v1/datasets", key: Self.key(number)) == "200")
            #expect(try await Self.status(port, "/v1/datasets", key: Self.key(number - 1)) == "200")
        }
        #expect(try await Self.status(port, "/v1/datasets", key: Self.key(1)) == "401")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        #expect(!server.logLines.joined().contains("CANARY") && !server.errorText().contains("CANARY"))
    }

    @Test(
        "A server whose file has no key does not start, and tells the setting, the fault and the remedy",
        arguments: [
            ("missing", nil, "there is no such file"), ("short", "CANARY short", "the content is not a key"),
            ("empty", "", "key.txt"),
        ] as [(String, String?, String)])
    func invalidFile(title: String, content: String?, fault: String) async throws {
        for command in [["--port", "0"], ["config"]] {
            let server = try ServerUnderTest(command + ["--admin-secret-file", "key.txt"])
            if let content {
                try content.write(toFile: server.path(of: "key.txt"), atomically: true, encoding: .utf8)
            }
            try server.start()
            #expect(await server.exitCode() == 64, "\(title)")
            let text = server.errorText()
            #expect(text.contains("--admin-secret-file (or WEIR_ADMIN_SECRET_FILE)"), "\(text)")
            #expect(text.contains(fault) && text.contains("32 to 512 letters"), "\(text)")
            #expect(!text.contains("CANARY"))
        }
    }

    @Test("A server whose key can no longer be read stays up, tells why, and accepts the key that comes")
    func unreadable() async throws {
        let server = try ServerUnderTest(
            ["--host", "0.0.0.0", "--port", "0", "--admin-secret-file", "key.txt"])
        let path = server.path(of: "key.txt")
        try Self.key(1).write(toFile: path, atomically: true, encoding: .utf8)
        let port = try await server.startListening()
        try FileManager.default.removeItem(atPath: path)
        let missing = try await Connection.exchange(port: port, "GET", "/health/ready")
        #expect(missing.hasPrefix("HTTP/1.1 503 "))
        #expect(missing.contains("the administrator's key cannot be read (notFound)"), "\(missing)")
        #expect(try await Self.status(port, "/health/live") == "200")
        #expect(try await Self.status(port, "/v1/datasets") == "401")
        let refused = try await Connection.exchange(
            port: port, "GET", "/v1/datasets", headers: ["Authorization": "Bearer \(Self.key(2))"])
        #expect(refused.hasPrefix("HTTP/1.1 503 "))
        #expect(refused.contains("\"title\":\"The server cannot serve the request at the moment\""), "\(refused)")
        #expect(refused.contains("the credential cannot be checked"), "\(refused)")

        try "CANARY short".write(toFile: path, atomically: true, encoding: .utf8)
        let malformed = try await Connection.exchange(port: port, "GET", "/health/ready")
        #expect(malformed.hasPrefix("HTTP/1.1 503 ") && malformed.contains("(malformed)"), "\(malformed)")

        try Self.key(2).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await Self.status(port, "/health/ready") == "200")
        #expect(try await Self.status(port, "/health") == "200")
        #expect(try await Self.status(port, "/v1/datasets", key: Self.key(2)) == "200")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        let causes = try server.logLines.map { try JSONValue(parsing: $0) }.filter {
            $0["message"] == .string("the administrator's key cannot be read")
        }
        #expect(causes.count == 2)
        #expect(!server.logLines.joined().contains("CANARY"))
    }
}
