import Foundation
import Processes
import TestSupport
import Testing

/// Infrastructure with a mistake does not compile, so no mismatch of names is met at synthesis or in an account.
@Suite("Mistakes in resources")
struct MisspeltPropertyTests {
    private static let cases: [(source: String, message: String)] = [
        (
            #"AWS.S3.Bucket(bucketNam: "logs")"#,
            "incorrect argument label in call (have 'bucketNam:', expected 'bucketName:')"
        ),
        (#"AWS.S3.Bukket(bucketName: "logs")"#, "has no member 'Bukket'"),
        ("AWS.SQS.Queue(delaySeconds: true)", "the types 'Int' and 'Bool' be equivalent"),
        (#"AWS.SSM.Parameter(value: "1")"#, "missing argument for parameter 'type' in call"),
    ]

    @Test(
        "A property that a resource does not have is refused by the compiler, with its line",
        .enabled(if: FileManager.default.fileExists(atPath: modules), "the modules are not beside the tests"),
        arguments: cases)
    func refused(source: String, message: String) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/stack.swift"
        try Data("import CloudFormation\n\nlet resource = \(source)\n".utf8).write(to: URL(filePath: file))
        let (ending, output, errors) = try await ChildProcess.finish(
            ["/usr/bin/env", "swiftc", "-typecheck", "-swift-version", "6", "-I", Self.modules, file])
        #expect(ending.code == 1)
        let text = output + errors
        #expect(text.contains("stack.swift:3:") && text.contains("error: ") && text.contains(message), "\(text)")
    }

    /// The compiled modules of this build.
    private static let modules: String = {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return program.deletingLastPathComponent().appending(path: "Modules").path
    }()
}
