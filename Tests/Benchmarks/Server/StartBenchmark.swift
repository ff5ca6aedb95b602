import Processes
import Workbench

/// The server's start-up time and its memory at rest.
enum StartBenchmark: Benchmark {
    static let name = "start"

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let client = try LocalClient(port: FreePort.find())
        var (starts, idle): ([Double], [Double]) = ([], [])
        for _ in 0..<7 {
            let server = try await ServerProcess(
                client: client, store: "sqlite:start.sqlite", folder: surroundings.folder.path)
            starts.append(server.startUp.inSeconds * 1000)
            idle.append(Double(try server.process.kilobytes("VmRSS")) / 1024)
            try await server.stop()
        }
        return [
            Comparison("start to the first /health 200, SQLite", unit: "ms", ours: median(starts), goal: .atMost(50)),
            Comparison("idle memory, SQLite", unit: "MB", ours: median(idle), goal: .atMost(50)),
        ]
    }
}
