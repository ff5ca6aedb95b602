import Foundation
import HTTPTypes
package import Processes

/// The built `api-server`, running on a local port that is kept across restarts.
package final class ServerProcess: Sendable {
    package let client: LocalClient
    package let process: ChildProcess
    /// The time from the process's start to the first healthy response.
    package let startUp: Duration

    /// Starts the server and waits until it is ready.
    ///
    /// - Parameters:
    ///   - client: A client of the port to listen on.
    ///   - store: `sqlite:PATH` or a PostgreSQL URI; `nil` if `environment` names the store.
    ///   - environment: Further settings.
    ///   - folder: The working directory, with the log `server.log`; `nil` for no log.
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
            guard process.runs else { throw WorkbenchError("api-server ended; log: \(log ?? "none")") }
            guard ContinuousClock.now - started < .seconds(30) else {
                throw WorkbenchError("api-server was not ready within 30 seconds; log: \(log ?? "none")")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        startUp = .now - started
    }

    /// Stops the server with SIGTERM, as a deployment does, and waits for its exit.
    package func stop() async throws {
        process.signal(SIGTERM)
        let ending = try await process.ending()
        guard ending.code == 0 else { throw WorkbenchError("api-server ended with \(ending.code)") }
    }

    /// Kills the server with SIGKILL and waits for its exit.
    package func crash() async throws {
        process.signal(SIGKILL)
        _ = try await process.ending()
    }
}
