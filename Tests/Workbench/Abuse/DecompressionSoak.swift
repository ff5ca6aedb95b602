import Foundation
import HTTPTypes
import Processes

/// Clients upload small gzip bodies that decompress to large ones, while another client asks for the server's health.
package struct DecompressionSoak: Sendable {
    /// The outcome.
    package struct Report: Sendable, CustomStringConvertible {
        /// The number of uploads and the bytes that each decompresses to.
        let uploads: Int
        let bytes: Int
        /// The time until the first upload was answered.
        package let firstUpload: Duration
        /// The number of health checks that were answered before the first upload.
        package let answers: Int
        /// The longest time to such an answer.
        package let longestAnswer: Duration
        /// The requests with another answer than the documented one, in words.
        package let failures: [String]

        package var description: String {
            """
            \(uploads) uploads of \(bytes / 1_048_576) MiB each in gzip: the first took \(firstUpload.inSeconds) s
              health checks answered before it \(answers), the longest after \(longestAnswer.inSeconds) s
              failures                         \(failures)
            """
        }
    }

    private let uploads: Int
    private let bytes: Int

    /// Creates a soak.
    ///
    /// - Parameters:
    ///   - uploads: The number of concurrent uploads.
    ///   - bytes: The size of each body after decompression.
    package init(uploads: Int, bytes: Int) {
        self.uploads = uploads
        self.bytes = bytes
    }

    /// Runs it on SQLite.
    package func run() async throws -> Report {
        try await AbuseSoak.Store.sqlite.whileRunning { location, _ in
            let folder = try TemporaryFolder()
            let body = try await compressedNewlines(folder)
            let server = try await ServerProcess(client: LocalClient(port: FreePort.find()), store: location)
            do {
                let report = try await measure(server.client, body)
                try await server.stop()
                return report
            } catch {
                try? await server.crash()
                throw error
            }
        }
    }

    /// Returns newlines in gzip: NDJSON without rows, about a thousandth of its size.
    private func compressedNewlines(_ folder: TemporaryFolder) async throws -> [UInt8] {
        let path = "\(folder.path)/newlines.gz"
        let command = "head -c \(bytes) /dev/zero | tr '\\0' '\\n' | gzip -c >\"$0\""
        let (ending, _, errors) = try await ChildProcess.finish(["/bin/sh", "-c", command, path])
        guard ending.code == 0 else { throw WorkbenchError("gzip ended with \(ending.code): \(errors)") }
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private func measure(_ client: LocalClient, _ body: [UInt8]) async throws -> Report {
        try await client.require(
            .post, "/v1/datasets", #"{"name": "blank", "columns": [{"name": "n", "type": "integer"}]}"#)
        let start = ContinuousClock.now
        let checks = Task { try await checkHealth(client) }
        var failures: [String] = []
        var firstUpload: Duration?
        do {
            try await withThrowingTaskGroup(of: LocalClient.Reply.self) { group in
                for _ in 0..<uploads { group.addTask { try await upload(body, client) } }
                for try await reply in group {
                    if firstUpload == nil { firstUpload = start.duration(to: ContinuousClock.now) }
                    checks.cancel()
                    guard reply.status != 201 else { continue }
                    failures.append("an upload was answered with \(reply.status): \(reply.text)")
                }
            }
        } catch {
            checks.cancel()
            throw error
        }
        let health = try await checks.value
        let longest: Duration = health.times.max() ?? Duration.zero
        return Report(
            uploads: uploads, bytes: bytes, firstUpload: firstUpload ?? Duration.zero, answers: health.times.count,
            longestAnswer: longest, failures: failures + health.failures)
    }

    private func upload(_ body: [UInt8], _ client: LocalClient) async throws -> LocalClient.Reply {
        try await client.send(
            .post, "/v1/datasets/blank/rows", type: "application/x-ndjson", encoding: "gzip", body: body,
            limit: .seconds(200))
    }

    /// The times to the answers of health checks, and the wrong answers.
    private struct Checks: Sendable {
        var times: [Duration] = []
        var failures: [String] = []
    }

    /// Asks for liveness and readiness in turn until the task is cancelled.
    private func checkHealth(_ client: LocalClient) async throws -> Checks {
        var checks = Checks()
        var asksReadiness = true
        while !Task.isCancelled {
            asksReadiness.toggle()
            let path = asksReadiness ? "/health/ready" : "/health/live"
            let start = ContinuousClock.now
            do {
                let reply = try await client.send(.get, path, limit: .seconds(200))
                if reply.status != 200 {
                    checks.failures.append("\(path) was answered with \(reply.status): \(reply.text)")
                }
            } catch {
                // The cancellation of the check ends its request. Its time counts, as the server owes the answer.
                guard Task.isCancelled else { throw error }
            }
            checks.times.append(start.duration(to: ContinuousClock.now))
        }
        return checks
    }
}
