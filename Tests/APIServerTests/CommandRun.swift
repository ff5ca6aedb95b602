import Foundation
import Processes

/// A command of `api-server`, run to its end in a temporary folder with only the given variables.
struct CommandRun {
    let code: Int32
    let output: String
    let errors: String
    /// The highest resident memory observed while the command ran, in kB; 0 if it was not measured.
    let peak: Int

    /// - Parameters:
    ///   - sink: The file for standard output; `nil` to capture it.
    ///   - measuresMemory: `true` to sample the resident memory, which keeps a thread busy.
    init(
        _ arguments: [String], environment: [String: String] = [:], sink: String? = nil, measuresMemory: Bool = false
    ) async throws {
        let folder = try TemporaryFolder()
        let process = try ChildProcess(
            [ServerUnderTest.executable.path] + arguments, environment: environment, inheritsEnvironment: false,
            folder: folder.path,
            output: .file(sink ?? folder.path + "/output"), errors: .file(folder.path + "/errors"))
        // Sampled while running, since the kernel's final figure includes the memory of this process at the fork.
        async let most = Self.watch(process, isMeasured: measuresMemory)
        code = try await process.ending().code
        peak = await most
        output = sink == nil ? try String(contentsOfFile: folder.path + "/output", encoding: .utf8) : ""
        errors = try String(contentsOfFile: folder.path + "/errors", encoding: .utf8)
    }

    private static func watch(_ process: ChildProcess, isMeasured: Bool) async -> Int {
        var most = 0
        while isMeasured, process.runs {
            most = max(most, (try? process.kilobytes("VmHWM")) ?? 0)
            await Task.yield()
        }
        return most
    }
}
