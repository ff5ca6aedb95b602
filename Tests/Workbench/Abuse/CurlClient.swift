import Foundation
import Processes

/// A client that runs the program curl: it reads large answers at full speed, and disconnects after a given time.
struct CurlClient: Sendable {
    /// The outcome of a request, as seen by its client.
    struct Outcome: Sendable {
        /// The status of the answer; 0 if none came.
        let status: Int
        /// The bytes of the answer's body.
        let bytes: Int
        /// A Boolean value that indicates whether the client disconnected before the answer was complete.
        let hasLeft: Bool
    }

    let port: Int
    private let folder: TemporaryFolder

    init(port: Int) throws {
        self.port = port
        folder = try TemporaryFolder()
    }

    /// Sends a request and discards its answer.
    ///
    /// - Parameter limit: The time after which the client disconnects.
    func send(
        _ method: String, _ path: String, type: String = "application/json", accept: String = "application/json",
        body: String = "", limit: Duration = .seconds(120)
    ) async throws -> Outcome {
        var command = [
            "curl", "--silent", "--show-error", "--noproxy", "*", "--output", "/dev/null", "--write-out",
            "%{http_code} %{size_download}", "--max-time", "\(limit.inSeconds)", "--request", method, "--header",
            "Accept: \(accept)",
        ]
        let file = "\(folder.path)/\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        if !body.isEmpty {
            try Data(body.utf8).write(to: URL(filePath: file))
            command += ["--header", "Content-Type: \(type)", "--header", "Expect:", "--upload-file", file]
        }
        let (ending, output, errors) = try await ChildProcess.finish(command + ["http://127.0.0.1:\(port)\(path)"])
        let numbers = output.split(separator: " ").compactMap { Int($0) }
        // curl(1), "EXIT CODES": 28 is the end of --max-time.
        guard ending.code == 0 || ending.code == 28, numbers.count == 2 else {
            throw WorkbenchError("\(method) \(path): curl ended with \(ending.code); it said: \(errors)")
        }
        return Outcome(status: numbers[0], bytes: numbers[1], hasLeft: ending.code == 28)
    }

    /// Loads rows into a dataset.
    func load(_ rows: String, type: String, into dataset: String) async throws {
        let outcome = try await send("POST", "/v1/datasets/\(dataset)/rows", type: type, body: rows)
        guard outcome.status == 201, !outcome.hasLeft else {
            throw WorkbenchError("loading rows into \(dataset) was answered with \(outcome.status)")
        }
    }
}
