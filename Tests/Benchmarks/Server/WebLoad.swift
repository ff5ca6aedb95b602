import Foundation
import Processes
import Workbench

/// Many clients at once, which ask a server again as soon as they have their answer (the program wrk).
struct WebLoad {
    static let clients = 32
    static let seconds = 5

    private let rowScript: String

    /// Writes what wrk needs.
    init(in folder: String) throws {
        rowScript = folder + "/rows.lua"
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: rowScript))
    }

    /// Answers a second to the same question.
    func answers(port: Int, path: String) async throws -> Double {
        try await run(["http://127.0.0.1:\(port)\(path)"])
    }

    /// Answers a second to questions for one of the ``SampleRows``, whose number follows `prefix` in the path.
    func rows(port: Int, prefix: String) async throws -> Double {
        try await run(["--script", rowScript, "http://127.0.0.1:\(port)", "--", prefix])
    }

    private func run(_ arguments: [String]) async throws -> Double {
        let output = try await ChildProcess.run(
            ["wrk", "--threads", "2", "--connections", "\(Self.clients)", "--duration", "\(Self.seconds)s"] + arguments
        ).output
        guard !output.contains("Non-2xx"), !output.contains("Socket errors") else { throw WorkbenchError(output) }
        return try number(after: "Requests/sec:", in: output)
    }

    // Each thread begins elsewhere; math.random begins the same everywhere.
    private static let script = """
        local thread = 0
        local prefix
        function setup(t) t:set("seed", thread); thread = thread + 1 end
        function init(arguments) math.randomseed(2026 + seed); prefix = arguments[1] end
        function request() return wrk.format("GET", prefix .. math.random(1, \(SampleRows.count))) end
        """
}
