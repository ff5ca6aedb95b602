import Foundation
import Processes
import Workbench

/// The environment of the benchmarks.
struct Surroundings: Sendable {
    /// A Python interpreter with botocore.
    let python: String
    /// The URI of an empty database.
    let postgres: String
    /// A folder for files, removed afterwards.
    let folder: TemporaryFolder

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let venv = environment["WEIR_VENV"], let postgres = environment["WEIR_TEST_POSTGRES"] else {
            throw WorkbenchError("WEIR_VENV and WEIR_TEST_POSTGRES are not set; run this with 'make benchmark'")
        }
        python = venv + "/bin/python"
        self.postgres = postgres
        folder = try TemporaryFolder()
    }
}

/// Returns the median: other load on a shared machine disturbs single figures.
func median(_ figures: [Double]) -> Double {
    let sorted = figures.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// Returns the run time of `body` in seconds.
func seconds<Value>(_ body: () async throws -> Value) async rethrows -> Double {
    let start = ContinuousClock.now
    _ = try await body()
    return (ContinuousClock.now - start).inSeconds
}

/// Returns the number after `mark` in a program's output.
func number(after mark: String, in output: String) throws -> Double {
    guard let range = output.range(of: mark),
        let number = Double(output[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." })
    else { throw WorkbenchError("no \"\(mark)\" in: \(output)") }
    return number
}
