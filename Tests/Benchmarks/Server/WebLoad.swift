import Foundation
import Processes
import Workbench

/// Closed-loop load from concurrent clients (the program wrk).
struct WebLoad {
    static let clients = 32
    static let seconds = 5

    private let rowScript: String

    /// Writes the script for wrk.
    init(in folder: String) throws {
        rowScript = folder + "/rows.lua"
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: rowScript))
    }

    /// Returns the responses per second for one path.
    func answers(port: Int, path: String) async throws -> Double {
        try await run(["http://127.0.0.1:\(port)\(path)"])
    }

    /// Returns the responses per second for random ``SampleRows``, whose id follows `prefix` in the path.
    /// - Parameter token: The bearer token of the requests; nil for none.
    func rows(port: Int, prefix: String, token: String? = nil) async throws -> Double {
        let header = token.map { ["--header", "Authorization: Bearer \($0)"] } ?? []
        return try await run(header + ["--script", rowScript, "http://127.0.0.1:\(port)", "--", prefix])
    }

    private func run(_ arguments: [String]) async throws -> Double {
        let output = try await ChildProcess.run(
            ["wrk", "--threads", "2", "--connections", "\(Self.clients)", "--duration", "\(Self.seconds)s"] + arguments
        ).output
        guard !output.contains("Non-2xx"), !output.contains("Socket errors") else { throw WorkbenchError(output) }
        return try number(after: "Requests/sec:", in: output)
    }

    // A seed for each thread: math.random starts with the same seed everywhere.
    private static let script = """
        local thread = 0
        local prefix
        function setup(t) t:set("seed", thread); thread = thread + 1 end
        function init(arguments) math.randomseed(2026 + seed); prefix = arguments[1] end
        function request() return wrk.format("GET", prefix .. math.random(1, \(SampleRows.count))) end
        """
}
