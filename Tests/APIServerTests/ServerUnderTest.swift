import Foundation
import Models
import Processes
import Synchronization

/// The built `api-server`, run as a process with a temporary working folder and killed when this object is released.
final class ServerUnderTest: Sendable {
    /// The executable in the test bundle's build folder.
    static let executable: URL = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("api-server")
    }()

    /// `true` if the product has been built; a filtered build may omit it.
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: executable.path) }

    /// The process's working folder, removed with this object.
    private let folder: TemporaryFolder
    private let arguments: [String]
    private let environment: [String: String]
    private let log = Mutex<[String]>([])
    private let process = Mutex<ChildProcess?>(nil)

    /// Creates a server that is not started yet.
    ///
    /// - Parameters:
    ///   - arguments: The command line.
    ///   - environment: All environment variables of the process.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        self.arguments = arguments
        self.environment = environment
        folder = try TemporaryFolder()
    }

    /// Starts the process.
    func start() throws {
        let started = try ChildProcess(
            [Self.executable.path] + arguments, environment: environment, inheritsEnvironment: false,
            folder: folder.path, output: .lines, errors: .file(path(of: "errors.txt")))
        process.withLock { $0 = started }
    }

    /// Starts the process and waits until it listens.
    ///
    /// - Returns: The port.
    func startListening() async throws -> Int {
        try start()
        let line = try await line("listening")
        guard case .number(let port)? = line["port"], let number = Int(port) else {
            throw UnexpectedError("no port in the log")
        }
        return number
    }

    /// The next log line with a message.
    func line(_ message: String) async throws -> JSONValue {
        while let line = await nextLine() {
            let json = try JSONValue(parsing: line)
            if json["message"] == .string(message) { return json }
        }
        throw UnexpectedError("the log ended without \"\(message)\"; its error output: \(errorText())")
    }

    private func nextLine() async -> String? {
        guard let line = await process.withLock({ $0 })?.line() else { return nil }
        log.withLock { $0.append(line) }
        return line
    }

    /// Sends a signal if the process is running.
    func signal(_ signal: Int32) { process.withLock { $0 }?.signal(signal) }

    /// Waits for the end of the process and its output.
    ///
    /// - Returns: The exit code; 128 plus the number of the signal that ended it; -1 for a second call.
    func exitCode() async -> Int32 {
        while await nextLine() != nil {}
        return (try? await process.withLock { $0 }?.ending().code) ?? -1
    }

    /// A memory figure of the running process in kB, such as `VmRSS` or `VmHWM` (proc(5), `/proc/pid/status`).
    func kilobytes(_ name: String) throws -> Int {
        guard let process = process.withLock({ $0 }) else { throw UnexpectedError("the process was not started") }
        return try process.kilobytes(name)
    }

    /// The log lines up to the last awaited one; all of them after ``exitCode()``.
    var logLines: [String] { log.withLock { $0 } }

    /// The path of a file in the working folder.
    func path(of name: String) -> String { folder.path + "/" + name }

    /// The content of the error stream.
    func errorText() -> String {
        (try? String(contentsOfFile: path(of: "errors.txt"), encoding: .utf8)) ?? ""
    }
}

/// An unexpected result.
struct UnexpectedError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
