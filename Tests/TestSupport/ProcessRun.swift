package import Foundation
import Processes

/// The result of a finished program.
package struct ProcessRun {
    package let status: Int32
    package let output: String
    package let errors: String

    /// Runs a program until it exits.
    package static func run(
        _ executable: URL, _ arguments: [String], directory: URL = Repository.root, environment: [String: String] = [:]
    ) async throws -> ProcessRun {
        let (ending, output, errors) = try await ChildProcess.finish(
            [executable.path] + arguments, environment: environment, folder: directory.path)
        return ProcessRun(status: ending.code, output: output, errors: errors)
    }
}
