import Foundation
import Processes

/// A command of `api-server`, run to its end in a folder of its own and with no variables but those given.
struct CommandRun {
    let code: Int32
    let output: String
    let errors: String
    /// The most resident memory, in kB, as seen while it ran.
    let peak: Int

    /// - Parameter sink: The file for standard output, in place of one that is read at the end.
    init(_ arguments: [String], environment: [String: String] = [:], sink: String? = nil) async throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            [ServerUnderTest.executable.path] + arguments, environment: environment, inheritsEnvironment: false,
            folder: folder.path,
            output: .file(sink ?? folder.path + "/output"), errors: .file(folder.path + "/errors"))
        // Not what the kernel says at the end: that begins with what this process had when it started the other.
        async let most = Self.watch(process)
        code = try await process.ending().code
        peak = await most
        output = sink == nil ? try String(contentsOfFile: folder.path + "/output", encoding: .utf8) : ""
        errors = try String(contentsOfFile: folder.path + "/errors", encoding: .utf8)
    }

    private static func watch(_ process: ChildProcess) async -> Int {
        var most = 0
        while process.runs {
            most = max(most, (try? process.kilobytes("VmHWM")) ?? 0)
            await Task.yield()
        }
        return most
    }
}
