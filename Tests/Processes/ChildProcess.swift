package import Foundation
import Synchronization

/// A child process with its input, output and exit status. It is killed when this object is deallocated.
///
/// Foundation's `Process` leaks its pipes, and the socket that reports the exit, into every child started meanwhile. A reader then
/// waits for those children too, and a test that waits for a server that waits for the test deadlocks. Here a child inherits its
/// three standard streams and no other descriptor, this process's pipe ends are close-on-exec, and blocking calls run on a thread of
/// their own.
package final class ChildProcess: Sendable {
    /// The source of a child's standard input.
    package enum Input: Sendable {
        case nothing
        case file(String)
        /// The lines passed to ``send(_:)``. The stream ends when this object is deallocated.
        case lines
    }

    /// The destination of a child's output.
    package enum Output: Sendable {
        case discarded
        /// A file; output is appended.
        case file(String)
        /// ``lines``; for the standard output only.
        case lines
        /// The same destination as this process.
        case inherited
    }

    /// The exit status and resource usage of a child.
    package struct Ending: Sendable {
        /// The exit code; 128 plus the signal's number after a signal.
        package let code: Int32
        /// The time from start to exit.
        package let wall: Duration
        /// The child's peak resident memory, or this process's at the start if that is more (getrusage(2)).
        package let peakKilobytes: Int
    }

    /// The process id.
    package let id: pid_t
    /// The lines of its standard output, until the end of its output.
    package let lines: AsyncStream<String>
    private let state: State
    private let end: AsyncStream<Ending>
    /// The write end of its standard input's pipe, or -1.
    private let input: Int32

    /// State shared with the thread that waits for the child; the thread does not retain the child's object.
    private final class State: Sendable {
        let isRunning = Mutex(true)
    }

    /// Starts a child process.
    ///
    /// - Parameters:
    ///   - command: The program, found on `PATH` unless it has a slash, and its arguments.
    ///   - environment: Additional variables.
    ///   - inheritsEnvironment: `true` to inherit this process's variables.
    ///   - folder: The working directory; this process's by default.
    ///   - input: Its standard input.
    ///   - output: Its standard output.
    ///   - errors: Its standard error.
    /// - Throws: ``ChildProcessError`` if the program does not start.
    package init(
        _ command: [String], environment: [String: String] = [:], inheritsEnvironment: Bool = true,
        folder: String? = nil,
        input: Input = .nothing, output: Output = .discarded, errors: Output = .inherited
    ) throws {
        var own = inheritsEnvironment ? ProcessInfo.processInfo.environment : [:]
        own.merge(environment) { $1 }
        // posix_spawn has no portable way to set the working directory; a shell sets it and then execs the program.
        let shell = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0] } ?? []
        var spawning = Spawning()
        defer { spawning.close() }
        let (writing, reading) = (try spawning.connect(input), try spawning.connect(output, errors))
        let started = ContinuousClock.now
        id = try spawning.start(shell + command, own.map { "\($0)=\($1)" })
        self.input = writing
        let (lines, line) = AsyncStream<String>.makeStream()
        let (end, ended) = AsyncStream<Ending>.makeStream()
        (self.lines, self.end) = (lines, end)
        state = State()
        Thread { [id, state] in
            Self.read(reading, to: line)
            let ending = Self.wait(for: id, state, since: started)
            ended.yield(ending)
            ended.finish()
        }.start()
    }

    deinit {
        signal(SIGKILL)
        if input >= 0 { close(input) }
    }

    private static func read(_ descriptor: Int32, to lines: AsyncStream<String>.Continuation) {
        defer { lines.finish() }
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                lines.yield(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeSubrange(...end)
            }
        }
        if !rest.isEmpty { lines.yield(String(decoding: rest, as: UTF8.self)) }
    }

    private static func wait(for id: pid_t, _ state: State, since started: ContinuousClock.Instant) -> Ending {
        // Wait without reaping first: the id stays reserved until `isRunning` is false and no further signal is sent.
        var information = siginfo_t()
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        let wall = ContinuousClock.now - started
        var status: Int32 = 0
        var usage = rusage()
        state.isRunning.withLock { isRunning in
            while wait4(id, &status, 0, &usage) == -1, errno == EINTR {}
            isRunning = false
        }
        // The low seven bits are the signal, the next byte is the exit code (wait(2)).
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
        return Ending(code: code, wall: wall, peakKilobytes: usage.ru_maxrss)
    }

    /// Sends a signal if the process is running.
    package func signal(_ signal: Int32) {
        state.isRunning.withLock { if $0 { kill(id, signal) } }
    }

    /// `true` until the process has ended.
    package var runs: Bool { state.isRunning.withLock { $0 } }

    /// Waits for the process to exit and its output to end; may be called once.
    package func ending() async throws -> Ending {
        for await ending in end { return ending }
        throw ChildProcessError("another task already waits for this process")
    }

    /// Returns the next line of its standard output, or `nil` after the last.
    package func line() async -> String? {
        for await line in lines { return line }
        return nil
    }

    /// Returns the next line of its standard output, or `nil` after the last. Kills the process if no line arrives within the limit.
    package func line(within limit: Duration) async -> String? {
        let timeout = Task {
            try await Task.sleep(for: limit)
            signal(SIGKILL)
        }
        defer { timeout.cancel() }
        return await line()
    }

    /// Writes a short line to its standard input; the pipe's buffer takes it without blocking (pipe(7): 64 KiB).
    package func send(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard write(input, bytes, bytes.count) == bytes.count else {
            throw ChildProcessError("cannot write to a program's standard input (error \(errno))")
        }
    }

    /// Returns a memory figure of the running process in kB, such as `VmRSS` or `VmHWM` (proc(5), `/proc/pid/status`).
    package func kilobytes(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let digits = line?.split(whereSeparator: { !$0.isNumber }).first, let number = Int(digits) else {
            throw ChildProcessError("no \(name) in the process's status")
        }
        return number
    }

    /// Runs a program to its end.
    ///
    /// - Returns: Its exit status and its standard output.
    /// - Throws: ``ChildProcessError`` with its standard error, if its exit code is not 0.
    @discardableResult
    package static func run(
        _ command: [String], environment: [String: String] = [:], folder: String? = nil, input: Input = .nothing
    ) async throws -> (ending: Ending, output: String) {
        let (ending, output, errors) = try await finish(command, environment: environment, folder: folder, input: input)
        guard ending.code == 0 else {
            throw ChildProcessError("\(command.joined(separator: " ")) ended with \(ending.code); it said: \(errors)")
        }
        return (ending, output)
    }

    /// Runs a program to its end, with any exit code.
    ///
    /// - Returns: Its exit status, its standard output and its standard error.
    package static func finish(
        _ command: [String], environment: [String: String] = [:], inheritsEnvironment: Bool = true,
        folder: String? = nil,
        input: Input = .nothing
    ) async throws -> (ending: Ending, output: String, errors: String) {
        // Files, not pipes: a full pipe without a reader would block the program.
        let files = try TemporaryFolder()
        let (output, errors) = (files.path + "/output", files.path + "/errors")
        let process = try ChildProcess(
            command, environment: environment, inheritsEnvironment: inheritsEnvironment, folder: folder, input: input,
            output: .file(output), errors: .file(errors))
        let ending = try await process.ending()
        let (said, complained) = try (Data(contentsOf: URL(filePath: output)), Data(contentsOf: URL(filePath: errors)))
        return (ending, String(decoding: said, as: UTF8.self), String(decoding: complained, as: UTF8.self))
    }

    /// Runs a short-lived program on the caller's thread.
    ///
    /// - Returns: Its exit code; 128 plus the signal's number after a signal; `nil` if it does not start.
    package static func briefly(_ command: [String]) -> Int32? {
        var spawning = Spawning()
        defer { spawning.close() }
        let variables = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        guard (try? spawning.connect(.nothing)) != nil, (try? spawning.connect(.discarded, .discarded)) != nil,
            let id = try? spawning.start(command, variables)
        else { return nil }
        return wait(for: id, State(), since: .now).code
    }
}
