import Foundation

/// A program run to its end, with what it wrote.
struct ProcessRun {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program away from Swift's cooperative threads, since waiting for it blocks.
    static func run(
        _ executable: URL, _ arguments: [String], directory: URL = Repository.root, environment: [String: String] = [:]
    ) async throws -> ProcessRun {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try runBlocking(executable, arguments, directory, environment) })
            }
        }
    }

    private static func runBlocking(
        _ executable: URL, _ arguments: [String], _ directory: URL, _ environment: [String: String]
    ) throws -> ProcessRun {
        // Files, not pipes: a full pipe nobody reads would stop the program for good.
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "output")
        let errors = folder.url.appending(path: "errors")
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return ProcessRun(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// A folder that goes away with its last user.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "weir-infra-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// Where the sources and what was built of them are.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A built product: it lies next to the test bundle.
    static func product(_ name: String) -> URL? {
        let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(filePath: $0) }
        let folders = bundles.flatMap { [$0, $0.deletingLastPathComponent()] } + [Bundle.main.bundleURL]
        let candidates = (folders + [root.appending(path: ".build/debug")]).map { $0.appending(path: name) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}

/// Programs from elsewhere that some tests need.
enum Tools {
    /// With this set, as `make test` sets it, a missing tool is a failure rather than a reason to skip.
    static let areRequired = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    /// A program of the project's virtual environment (`WEIR_VENV`, else `.build/venv`), else of the search path.
    static func find(_ name: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        let venv = environment["WEIR_VENV"].map { URL(filePath: $0) } ?? Repository.root.appending(path: ".build/venv")
        let path = (environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
        return ([venv.appending(path: "bin")] + path).map { $0.appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
