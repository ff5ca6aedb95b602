import Foundation
import HTTPTypes
package import Processes

/// The built `api-server`, running on a port of this machine that stays the same when it is started again.
package final class ServerProcess: Sendable {
    package let client: LocalClient
    package let process: ChildProcess
    /// From the start of the process to the first answer that said it was ready.
    package let startUp: Duration

    /// Starts the server and waits until it is ready.
    ///
    /// - Parameters:
    ///   - client: Calls the port to listen on.
    ///   - store: `sqlite:PATH` or a PostgreSQL URI; `nil` if the environment says where the data lives.
    ///   - environment: Further settings.
    ///   - folder: Where it runs and writes its log, `server.log`; by default nowhere.
    package init(
        client: LocalClient, store: String?, environment: [String: String] = [:], folder: String? = nil
    ) async throws {
        self.client = client
        let log = folder.map { $0 + "/server.log" }
        var settings = ["HOST": "127.0.0.1", "PORT": "\(client.port)"]
        settings["STORE"] = store
        let program = try Products.path("api-server")
        let started = ContinuousClock.now
        process = try ChildProcess(
            [program, "serve"], environment: settings.merging(environment) { $1 }, folder: folder,
            output: log.map { .file($0) } ?? .discarded)
        while true {
            if let reply = try? await client.send(.get, "/health"), reply.status == 200 { break }
            guard process.runs else { throw WorkbenchError("api-server ended; its log is \(log ?? "nowhere")") }
            guard ContinuousClock.now - started < .seconds(30) else {
                throw WorkbenchError("api-server was not ready within 30 seconds; its log is \(log ?? "nowhere")")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        startUp = .now - started
    }

    /// Ends the server as a deployment does, and waits for it.
    package func stop() async throws {
        process.signal(SIGTERM)
        let ending = try await process.ending()
        guard ending.code == 0 else { throw WorkbenchError("api-server ended with \(ending.code)") }
    }

    /// Ends the server as a crash does, and waits for it.
    package func crash() async throws {
        process.signal(SIGKILL)
        _ = try await process.ending()
    }
}
