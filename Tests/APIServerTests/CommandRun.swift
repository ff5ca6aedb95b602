import Foundation
import Processes

/// A command of `api-server`, run to its end in a temporary folder with only the given variables.
struct CommandRun {
    let code: Int32
    let output: String
    let errors: String
    /// The highest resident memory observed while the command ran, in kB.
    let peak: Int

    /// - Parameter sink: The file for standard output; `nil` to capture it.
    init(_ arguments: [String], environment: [String: String] = [:], sink: String? = nil) async throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            [ServerUnderTest.executable.path] + arguments, environment: environment, inheritsEnvironment: false,
            folder: folder.path,
            output: .file(sink ?? folder.path + "/output"), errors: .file(folder.path + "/errors"))
        // Sampled while running, since the kernel's final figure includes the memory of this process at the fork.
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
