import Foundation
import Models
import Processes
import Synchronization

/// The built `api-server`, running as a process with SQLite in a folder of its own. It is killed when this object goes.
final class ServerUnderTest: Sendable {
    /// Where the test bundle lies, the products of the same build lie.
    static let executable: URL = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("api-server")
    }()

    /// Whether the product has been built; a filtered build may leave it out.
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: executable.path) }

    /// The process's working folder; goes away with this object.
    private let folder: TemporaryFolder
    private let arguments: [String]
    private let environment: [String: String]
    private let log = Mutex<[String]>([])
    private let process = Mutex<ChildProcess?>(nil)

    /// Prepares to run.
    ///
    /// - Parameters:
    ///   - arguments: The command line.
    ///   - environment: All variables of the process.
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
            throw Unexpected("no port in the log")
        }
        return number
    }

    /// The next line of the log with this message.
    func line(_ message: String) async throws -> JSONValue {
        while let line = await nextLine() {
            let json = try JSONValue(parsing: line)
            if json["message"] == .string(message) { return json }
        }
        throw Unexpected("the log ended without \"\(message)\"; the process said: \(errorText())")
    }

    private func nextLine() async -> String? {
        guard let line = await process.withLock({ $0 })?.line() else { return nil }
        log.withLock { $0.append(line) }
        return line
    }

    /// Sends a signal, if the process runs.
    func signal(_ signal: Int32) { process.withLock { $0 }?.signal(signal) }

    /// Waits for the end of the process and of its output; once only.
    ///
    /// - Returns: The exit code; 128 and the signal's number after a signal; -1 when asked again.
    func exitCode() async -> Int32 {
        while await nextLine() != nil {}
        return (try? await process.withLock { $0 }?.ending().code) ?? -1
    }

    /// A figure in kB that Linux keeps of the running process, such as `VmRSS` or `VmHWM` (proc(5), `/proc/pid/status`).
    func kilobytes(_ name: String) throws -> Int {
        guard let process = process.withLock({ $0 }) else { throw Unexpected("the process was not started") }
        return try process.kilobytes(name)
    }

    /// The lines of the log up to the last one that was waited for; all of them after ``exitCode()``.
    var logLines: [String] { log.withLock { $0 } }

    /// Where a file of the working folder lies.
    func path(of name: String) -> String { folder.path + "/" + name }

    /// What was written to the error stream.
    func errorText() -> String {
        (try? String(contentsOfFile: path(of: "errors.txt"), encoding: .utf8)) ?? ""
    }
}

/// Something that a test did not expect.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
