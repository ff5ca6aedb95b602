import Processes
import Workbench

/// The latency of command-line programs.
enum CommandLineBenchmark: Benchmark {
    static let name = "cli"

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        let program = try Products.path("infra-cli")
        var comparisons: [Comparison] = []
        for (words, arguments, limit, memory) in [
            ("infra-cli synth, all stacks", ["synth", "--environment", "production"], 40.0, 40.0),
            ("infra-cli --help", ["--help"], 20, nil), ("infra-cli --version", ["--version"], 20, nil),
        ] as [(String, [String], Double, Double?)] {
            let endings = try await runs(of: [program] + arguments)
            comparisons.append(
                Comparison(
                    words, unit: "ms", ours: median(endings.map { $0.wall.inSeconds * 1000 }), goal: .atMost(limit)))
            if let memory {
                comparisons.append(
                    Comparison(
                        words + ", peak memory", unit: "MB",
                        ours: median(endings.map { Double($0.peakKilobytes) / 1024 }), goal: .atMost(memory)))
            }
        }
        return comparisons
    }

    private static func runs(of command: [String]) async throws -> [ChildProcess.Ending] {
        var endings: [ChildProcess.Ending] = []
        for _ in 0..<15 { endings.append(try await ChildProcess.run(command).ending) }
        return endings
    }
}
