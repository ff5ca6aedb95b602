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
