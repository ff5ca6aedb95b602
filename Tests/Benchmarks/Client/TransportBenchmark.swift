import HTTPCore
import HTTPTypes
import Processes
import Workbench

/// Calls through `CurlTransport`, compared with the curl program on the same server; connections are reused.
enum TransportBenchmark: Benchmark {
    static let name = "transport"

    private static let rounds = 3
    private static let path = "/health/live"

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let client = try LocalClient(port: FreePort.find())
        let server = try await ServerProcess(
            client: client, store: "sqlite:transport.sqlite", folder: surroundings.folder.path)
        var (ours, curl): ([Int: [Double]], [Int: [Double]]) = ([:], [:])
        for _ in 0..<rounds {
            for width in [1, 32] {
                ours[width, default: []].append(try await calls(port: client.port, width: width))
                curl[width, default: []].append(try await curlCalls(port: client.port, width: width))
            }
        }
        try await server.stop()
        return [1, 32].map { width in
            Comparison(
                width == 1 ? "calls one after the other" : "calls, \(width) at a time", unit: "/s",
                reference: ("curl", median(curl[width] ?? [])), ours: median(ours[width] ?? []), goal: .none)
        }
    }

    /// Returns the calls per second.
    private static func calls(port: Int, width: Int) async throws -> Double {
        let count = width == 1 ? 5000 : 20_000
        let transport = try CurlTransport(configuration: .init(proxy: .none))
        let request = OutboundRequest(
            HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:\(port)", path: path))
        let duration = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<width {
                    group.addTask {
                        for _ in 0..<count / width {
                            let response = try await transport.send(request)
                            _ = try await response.body.collect(upTo: 64 * 1024)
                            guard response.head.status == .ok else {
                                throw WorkbenchError("\(path) was answered with \(response.head.status)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(count) / duration
    }

    /// Returns the calls per second of one curl process with as many URLs.
    private static func curlCalls(port: Int, width: Int) async throws -> Double {
        let count = width == 1 ? 5000 : 10_000
        var command = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--output", "/dev/null"]
        if width > 1 { command += ["--parallel", "--parallel-immediate", "--parallel-max", "\(width)"] }
        command.append("http://127.0.0.1:\(port)\(path)?[1-\(count)]")
        let wall = try await ChildProcess.run(command).ending.wall
        return Double(count) / wall.inSeconds
    }
}
