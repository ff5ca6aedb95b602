import Foundation
import Testing

/// A Python that has botocore, which ours is compared with.
enum PythonTool {
    /// The interpreter, or `nil` if none on this machine has botocore.
    static let withBotocore: URL? = candidates.first { run($0, ["-c", "import botocore"])?.status == 0 }

    /// Whether a missing tool is a failure, as in the project's own pipeline, instead of a reason to skip.
    static let isRequired = ProcessInfo.processInfo.environment["WEIR_REQUIRE_TOOLS"] == "1"

    static let absence: Comment = "no python3 with botocore in $WEIR_VENV, .build/venv or on PATH"

    private static var candidates: [URL] {
        let environment = ProcessInfo.processInfo.environment
        let venv = environment["WEIR_VENV"] ?? FixtureFolder.packageRoot.appendingPathComponent(".build/venv").path
        let onPath = (environment["PATH"] ?? "").split(separator: ":").map { URL(fileURLWithPath: "\($0)/python3") }
        return ([URL(fileURLWithPath: venv + "/bin/python3")] + onPath)
            .filter { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Runs a program to its end, feeding it `input` while its output is read.
    static func run(_ program: URL, _ arguments: [String], input: Data = Data()) -> (status: Int32, output: Data)? {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let feeder = Thread {
            try? standardInput.fileHandleForWriting.write(contentsOf: input)
            try? standardInput.fileHandleForWriting.close()
        }
        feeder.start()
        let output = (try? standardOutput.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
