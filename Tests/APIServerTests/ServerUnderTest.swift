import Foundation
import Models
import Synchronization

/// The built `api-server`, running as a process with SQLite in a folder of its own.
///
/// Not Foundation's `Process`: its children inherit each other's pipes when several are started at once, and its notice of
/// the end can get lost. Here every descriptor is closed on exec, and one thread reads the log and then waits for the end.
final class ServerUnderTest: Sendable {
    /// Where the test bundle lies, the products of the same build lie.
    static let executable: URL = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("api-server")
    }()

    /// Whether the product has been built; a filtered build may leave it out.
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: executable.path) }

    /// The process's working folder; goes away with this object.
    let folder: URL
    private let arguments: [String]
    private let environment: [String: String]
    private let log = Mutex<[String]>([])
    private let lines = AsyncStream<String>.makeStream()
    private let end = AsyncStream<Int32>.makeStream()
    /// The process's id while it runs.
    private let running = Mutex<pid_t?>(nil)

    /// Prepares to run.
    ///
    /// - Parameters:
    ///   - arguments: The command line.
    ///   - environment: All variables of the process.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        self.arguments = arguments
        self.environment = environment
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        signal(SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Starts the process.
    func start() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Unexpected("no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, errorFile.path, O_WRONLY | O_CREAT, 0o600)

        // Spawning has no portable way to set the working folder; a shell does, and then becomes the server.
        let shell = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder.path, Self.executable.path]
        var command = (shell + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (command + variables).forEach { free($0) } }
        var id = pid_t()
        guard posix_spawn(&id, shell[0], &actions, nil, &command, &variables) == 0 else {
            close(ends[0])
            throw Unexpected("\(Self.executable.path) does not start")
        }
        running.withLock { $0 = id }
        let (output, process) = (ends[0], id)
        // The thread keeps this object until the process has ended.
        Thread { self.watch(output, process) }.start()
    }

    private func watch(_ output: Int32, _ process: pid_t) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: 0x0A) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeSubrange(...end)
                log.withLock { $0.append(line) }
                lines.continuation.yield(line)
            }
        }
        close(output)
        lines.continuation.finish()
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        running.withLock { $0 = nil }
        // The low seven bits are the signal, the next byte is the exit code (wait(2)).
        end.continuation.yield(status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F)
        end.continuation.finish()
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
        for await line in lines.stream {
            let json = try JSONValue(parsing: line)
            if json["message"] == .string(message) { return json }
        }
        throw Unexpected("the log ended without \"\(message)\"; the process said: \(errorText())")
    }

    /// Sends a signal, if the process runs.
    func signal(_ signal: Int32) {
        running.withLock { id in
            if let id { kill(id, signal) }
        }
    }

    /// Waits for the end of the process and of its output; once only.
    ///
    /// - Returns: The exit code; 128 and the signal's number after a signal; -1 when asked again.
    func exitCode() async -> Int32 {
        for await code in end.stream { return code }
        return -1
    }

    /// A figure in kB that Linux keeps of the running process, such as `VmRSS` or `VmHWM` (proc(5), `/proc/pid/status`).
    func kilobytes(_ name: String) throws -> Int {
        guard let id = running.withLock({ $0 }) else { throw Unexpected("the process has ended") }
        let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let digits = line?.split(whereSeparator: { !$0.isNumber }).first, let number = Int(digits) else {
            throw Unexpected("no \(name) in the process's status")
        }
        return number
    }

    /// All lines of the log so far.
    var logLines: [String] { log.withLock { $0 } }

    private var errorFile: URL { folder.appendingPathComponent("errors.txt") }

    /// What was written to the error stream.
    func errorText() -> String {
        (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
    }
}

/// Something that a test did not expect.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
