public import Foundation
import Processes
public import Testing

/// A Python with a package that tests compare ours with, or talk to.
public struct PythonTool: Sendable {
    /// The package that has to be there, such as `botocore`.
    public let package: String

    /// The interpreter that has it, or nil if none on this machine does.
    public let interpreter: URL?

    /// The one with botocore, AWS's own signer and endpoint rules.
    public static let botocore = PythonTool(package: "botocore")
    /// The one with moto, an emulator of AWS.
    public static let moto = PythonTool(package: "moto")

    /// Whether a missing tool is a failure, as in the project's own pipeline, instead of a reason to skip.
    public static let isRequired = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    private init(package: String) {
        self.package = package
        // Looking for the package, not importing it: that would take seconds.
        let probe = "import importlib.util, sys; sys.exit(importlib.util.find_spec('\(package)') is None)"
        interpreter = Self.candidates.first { ChildProcess.briefly([$0.path, "-c", probe]) == 0 }
    }

    /// Whether to run the tests that need it.
    public var isExpected: Bool { interpreter != nil || Self.isRequired }

    /// Why they are skipped.
    public var absence: Comment { "no python3 with \(package) in $WEIR_VENV, .build/venv or on PATH" }

    private static var candidates: [URL] {
        let environment = ProcessInfo.processInfo.environment
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let venv = environment["WEIR_VENV"] ?? root.appendingPathComponent(".build/venv").path
        let onPath = (environment["PATH"] ?? "").split(separator: ":").map { URL(fileURLWithPath: "\($0)/python3") }
        return ([URL(fileURLWithPath: venv + "/bin/python3")] + onPath)
            .filter { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs a script to its end, with `input` as its standard input.
    ///
    /// - Returns: What it wrote to its standard output.
    /// - Throws: With what it wrote to its standard error, if its exit code is not 0 or the package is nowhere.
    public func run(_ script: String, input: Data = Data()) async throws -> Data {
        guard let interpreter else { throw ChildProcessError("\(absence)") }
        let folder = try TemporaryFolder()
        try input.write(to: URL(fileURLWithPath: folder.path + "/input"))
        let run = try await ChildProcess.run(
            [interpreter.path, "-c", script], input: .file(folder.path + "/input"))
        return Data(run.output.utf8)
    }
}
