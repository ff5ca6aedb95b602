package import Foundation
import Synchronization

/// A program that was started, and what the kernel says of it when it has ended.
///
/// Not Foundation's `Process`: that one reports neither how much memory a program used nor, when several are started at
/// once, always its end. Output goes to a file, since a pipe that nobody reads would stop the program for good.
package final class ChildProcess: Sendable {
    /// How a program ended.
    package struct Ending: Sendable {
        /// The exit code; 128 and the signal's number after a signal.
        package let code: Int32
        /// From the start to the end.
        package let wall: Duration
        /// The most memory it had at a time.
        package let peakKilobytes: Int
    }

    /// The process's id.
    package let id: pid_t
    private let started: ContinuousClock.Instant
    private let isRunning = Mutex(true)
    private let end = AsyncStream<Ending>.makeStream()

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - command: The program, found on `PATH` unless it has a slash, and its arguments.
    ///   - environment: Variables besides those of this process.
    ///   - folder: Where it runs; here by default.
    ///   - input: A file for its standard input; empty by default.
    ///   - output: A file for its standard output; thrown away by default.
    ///   - errors: A file for its standard error; this process's by default.
    package init(
        _ command: [String], environment: [String: String] = [:], folder: String? = nil, input: String = "/dev/null",
        output: String = "/dev/null", errors: String? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }

        // Threads of Dispatch have signals blocked, and a child would begin with them blocked.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Spawning has no portable way to set the working folder; a shell does, and then becomes the program.
        let shell = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0] } ?? []
        var words = (shell + command).map { strdup($0) } + [nil]
        var pairs = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + pairs).forEach { free($0) } }
        var id = pid_t()
        started = .now
        guard posix_spawnp(&id, (shell + command)[0], &actions, &attributes, &words, &pairs) == 0 else {
            throw WorkbenchError("\(command[0]) does not start")
        }
        self.id = id
        // The thread keeps this object until the process has ended.
        Thread { self.watch() }.start()
    }

    deinit { signal(SIGKILL) }

    private func watch() {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(id, &status, 0, &usage) == -1, errno == EINTR {}
        let wall = ContinuousClock.now - started
        isRunning.withLock { $0 = false }
        // The low seven bits are the signal, the next byte is the exit code (wait(2)).
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
        end.continuation.yield(Ending(code: code, wall: wall, peakKilobytes: usage.ru_maxrss))
        end.continuation.finish()
    }

    /// Sends a signal, if the process runs.
    package func signal(_ signal: Int32) {
        isRunning.withLock { if $0 { kill(id, signal) } }
    }

    /// Whether the process has not ended yet.
    package var runs: Bool { isRunning.withLock { $0 } }

    /// Waits for the end; once only.
    package func ending() async throws -> Ending {
        for await ending in end.stream { return ending }
        throw WorkbenchError("somebody else waits for this process")
    }

    /// A figure in kB that Linux keeps of the running process, such as `VmRSS` or `VmHWM` (proc(5), `/proc/pid/status`).
    package func kilobytes(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let digits = line?.split(whereSeparator: { !$0.isNumber }).first, let number = Int(digits) else {
            throw WorkbenchError("no \(name) in the process's status")
        }
        return number
    }

    /// Runs a program to its end.
    ///
    /// - Returns: How it ended, and what it wrote to its standard output.
    /// - Throws: ``WorkbenchError`` with what it wrote to its standard error, if its exit code is not 0.
    @discardableResult
    package static func run(
        _ command: [String], environment: [String: String] = [:], folder: String? = nil, input: String = "/dev/null"
    ) async throws -> (ending: Ending, output: String) {
        let files = try TemporaryFolder()
        let (output, errors) = (files.path + "/output", files.path + "/errors")
        let process = try ChildProcess(
            command, environment: environment, folder: folder, input: input, output: output, errors: errors)
        let ending = try await process.ending()
        guard ending.code == 0 else {
            let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
            throw WorkbenchError("\(command.joined(separator: " ")) ended with \(ending.code); it said: \(said)")
        }
        return (ending, try String(contentsOfFile: output, encoding: .utf8))
    }
}
