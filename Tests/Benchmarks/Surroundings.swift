import Foundation
import Processes
import Workbench

/// What benchmarks find where they run.
struct Surroundings: Sendable {
    /// An interpreter that has botocore.
    let python: String
    /// The URI of an empty database.
    let postgres: String
    /// For files; goes away afterwards.
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

/// The middle one of some figures: a shared machine disturbs single ones.
func median(_ figures: [Double]) -> Double {
    let sorted = figures.sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// The seconds that something takes.
func seconds<Value>(_ body: () async throws -> Value) async rethrows -> Double {
    let start = ContinuousClock.now
    _ = try await body()
    return (ContinuousClock.now - start).inSeconds
}

/// The number that a program printed after `mark`.
func number(after mark: String, in output: String) throws -> Double {
    guard let range = output.range(of: mark),
        let number = Double(output[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." })
    else { throw WorkbenchError("no \"\(mark)\" in: \(output)") }
    return number
}
