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
    ///
    /// - Parameters:
    ///   - headers: Header fields of the requests, such as `Accept: text/csv`.
    ///   - seconds: The length of the measurement.
    func rows(
        port: Int, prefix: String, headers: [String] = [], seconds: Int = Self.seconds
    ) async throws -> Double {
        let fields = headers.flatMap { ["--header", $0] }
        return try await run(
            fields + ["--script", rowScript, "http://127.0.0.1:\(port)", "--", prefix], seconds: seconds)
    }

    private func run(_ arguments: [String], seconds: Int = Self.seconds) async throws -> Double {
        let output = try await ChildProcess.run(
            ["wrk", "--threads", "2", "--connections", "\(Self.clients)", "--duration", "\(seconds)s"] + arguments
        ).output
        guard !output.contains("Non-2xx"), !output.contains("Socket errors") else { throw WorkbenchError(output) }
        return try number(after: "Requests/sec:", in: output)
    }

    // A seed for each thread: math.random starts with the same seed everywhere. The requests are made before the measurement, so
    // that the load costs the same whatever the requests have.
    private static let script = """
        local thread = 0
        local requests = {}
        local last = 0
        function setup(t) t:set("seed", thread); thread = thread + 1 end
        function init(arguments)
            math.randomseed(2026 + seed)
            for place = 1, 20000 do
                requests[place] = wrk.format("GET", arguments[1] .. math.random(1, \(SampleRows.count)))
            end
        end
        function request() last = last % #requests + 1; return requests[last] end
        """
}
