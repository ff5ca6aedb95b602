import Foundation
import Processes
import Testing
import Workbench

/// A server that starts before it can reach Secrets Manager.
///
/// Requires the product `api-server`, which `swift build --build-tests` builds, and the server of `with-postgres.sh`.
@Suite(
    "api-server started before Secrets Manager answers",
    .enabled(if: ServerUnderTest.isBuilt, "api-server has not been built"),
    .enabled(if: PasswordDatabase.isAvailable, "needs the PostgreSQL of .ci/scripts/with-postgres.sh"),
    .enabled(if: SecretsEmulator.isExpected, SecretsEmulator.absence), .timeLimit(.minutes(2)))
struct LateSecretTests {
    /// Forwards connections from the first port to the second.
    private static let relay = """
        import socket, sys, threading

        def pump(source, target):
            try:
                while data := source.recv(65536):
                    target.sendall(data)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        print("listening", flush=True)
        while True:
            client, _ = server.accept()
            upstream = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
            for pair in ((client, upstream), (upstream, client)):
                threading.Thread(target=pump, args=pair, daemon=True).start()
        """

    @Test(
        "A server is live but not ready until its secret can be read, with the database's address in settings or in the secret",
        arguments: [true, false])
    func lateSecret(isAddressSet: Bool) async throws {
        let database = try await PasswordDatabase(password: "CANARYlate")
        let address = ["host": database.host, "port": database.port, "dbname": database.name]
        let login = ["username": database.name, "password": "CANARYlate"]
        let secret = isAddressSet ? login : login.merging(address) { $1 }
        let emulator = try await SecretsEmulator(secret: JSONEncoder().encode(secret))
        let endpoint = try #require(emulator.access["AWS_ENDPOINT_URL"])
        let emulatorPort = try #require(endpoint.split(separator: ":").last.map(String.init))
        let relayPort = try FreePort.find()
        var environment = emulator.variables
        environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:\(relayPort)"
        if isAddressSet {
            environment.merge(["DB_HOST": database.host, "DB_PORT": database.port, "DB_NAME": database.name]) { $1 }
        }
        let server = try ServerUnderTest(["--port", "0"], environment: environment)
        let port = try await server.startListening()
        #expect(try await Connection.exchange(port: port, "GET", "/health/live").hasPrefix("HTTP/1.1 200 "))
        for path in ["/health/ready", "/v1/datasets"] {
            // Until the first attempt has failed, the reason is that the server is connecting.
            var answer = ""
            repeat {
                answer = try await Connection.exchange(port: port, "GET", path)
            } while answer.contains("is connecting") && !Task.isCancelled
            #expect(
                answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("no credentials for the database"), "\(answer)")
        }

        let relay = try ChildProcess(
            ["python3", "-c", Self.relay, "\(relayPort)", emulatorPort], output: .lines, errors: .discarded)
        #expect(await relay.line(within: .seconds(30)) == "listening")
        _ = try await server.line("the database is available")
        #expect(try await Connection.exchange(port: port, "GET", "/health/ready").hasPrefix("HTTP/1.1 200 "))
        let made = try await Connection.exchange(
            port: port, "POST", "/v1/datasets", type: "application/json", body: ServerProcessTests.definition)
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
        #expect(server.logLines.contains { $0.contains("no credentials for the database") })
        #expect(!server.logLines.contains { $0.contains("CANARY") } && !server.errorText().contains("CANARY"))
    }

    @Test("A server that waits for its secret exits with code 0 after a signal")
    func signal() async throws {
        let port = try FreePort.find()
        let server = try ServerUnderTest(
            ["--port", "0"],
            environment: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_ACCESS_KEY_ID": "a",
                "AWS_SECRET_ACCESS_KEY": "b",
                "DB_SECRET_ARN": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:weir/database-AbCdEf",
            ])
        _ = try await server.startListening()
        server.signal(SIGTERM)
        #expect(await server.exitCode() == 0)
    }
}
