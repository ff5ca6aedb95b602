import Foundation
import Processes

/// The result of a finished program.
struct ProcessRun {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program until it exits.
    static func run(
        _ executable: URL, _ arguments: [String], directory: URL = Repository.root, environment: [String: String] = [:]
    ) async throws -> ProcessRun {
        let (ending, output, errors) = try await ChildProcess.finish(
            [executable.path] + arguments, environment: environment, folder: directory.path)
        return ProcessRun(status: ending.code, output: output, errors: errors)
    }
}

/// The paths of the sources and of the build products.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The path of a built product, which lies next to the test bundle.
    static func product(_ name: String) -> URL? {
        let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(filePath: $0) }
        let folders = bundles.flatMap { [$0, $0.deletingLastPathComponent()] } + [Bundle.main.bundleURL]
        let candidates = (folders + [root.appending(path: ".build/debug")]).map { $0.appending(path: name) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}

/// Third-party programs that some tests need.
enum Tools {
    /// A Boolean value that indicates whether a missing tool is a failure, as in `make test`, instead of a reason to skip.
    static let areRequired = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    /// Returns a program of the project's virtual environment (`WEIR_VENV`, else `.build/venv`) or of the search path.
    static func find(_ name: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        let venv = environment["WEIR_VENV"].map { URL(filePath: $0) } ?? Repository.root.appending(path: ".build/venv")
        let path = (environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
        return ([venv.appending(path: "bin")] + path).map { $0.appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
