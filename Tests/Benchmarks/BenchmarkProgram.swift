import Foundation
import Workbench

/// `make benchmark`: compares Weir with reference programs in the same run.
///
/// Arguments: a folder for the results, then the names of the benchmarks to run; all of them by default.
@main
struct BenchmarkProgram {
    static let all: [any Benchmark.Type] = [
        SigningBenchmark.self, TransportBenchmark.self, CommandLineBenchmark.self, StartBenchmark.self,
        IngestBenchmark.self, RowReadBenchmark.self, IdentityBenchmark.self, AnswerBenchmark.self,
    ]

    static func main() async {
        do {
            try await run(CommandLine.arguments.dropFirst())
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: ArraySlice<String>) async throws {
        var names = arguments
        guard let folder = names.popFirst() else {
            throw WorkbenchError("usage: weir-benchmark FOLDER [NAME...]")
        }
        let known = all.map { $0.name }
        for name in names where !known.contains(name) {
            throw WorkbenchError("unknown benchmark \"\(name)\"; expected one of: \(known.joined(separator: ", "))")
        }
        let surroundings = try Surroundings()
        var table = ResultTable()
        for benchmark in all where names.isEmpty || names.contains(benchmark.name) {
            FileHandle.standardError.write(Data("measuring: \(benchmark.name)\n".utf8))
            table.append(try await benchmark.run(surroundings))
            // Write after each benchmark, so that a failure of the next one loses nothing.
            try table.write(to: folder)
        }
        print(table.text)
    }
}
