package import Foundation
import Synchronization

/// A program that was started: what goes in, what comes out, and how it ends. It is killed when this object goes.
///
/// Not Foundation's `Process`: that leaves its pipes, and the socket by which it learns of the end, open to every other program
/// that is started meanwhile. Whoever waits then waits for the end of those too, and a test that waits for a server that waits
/// for the test waits for ever. Here a program gets its three standard streams and no other descriptor, ours are closed when
/// others start a program, and whatever blocks does so on a thread of its own.
package final class ChildProcess: Sendable {
    /// Where a program reads from.
    package enum Input: Sendable {
        case nothing
        case file(String)
        /// What ``send(_:)`` is given. It ends when this object goes.
        case lines
    }

    /// Where a program writes to.
    package enum Output: Sendable {
        case discarded
        /// A file, which is appended to.
        case file(String)
        /// To ``lines``. (For the standard output only.)
        case lines
        /// Where this process writes to.
        case inherited
    }

    /// How a program ended.
    package struct Ending: Sendable {
        /// The exit code; 128 and the signal's number after a signal.
        package let code: Int32
        /// From the start to the end.
        package let wall: Duration
        /// The most memory it had at a time, or this process had when it started it (getrusage(2)), if that is more.
        package let peakKilobytes: Int
    }

    /// The process's id.
    package let id: pid_t
    /// What it writes to its standard output, line by line, up to the end of its output.
    package let lines: AsyncStream<String>
    private let state: State
    private let end: AsyncStream<Ending>
    /// The writing end of its standard input, or -1.
    private let input: Int32

    /// What the thread that watches the program shares with this object, without keeping it.
    private final class State: Sendable {
        let isRunning = Mutex(true)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - command: The program, found on `PATH` unless it has a slash, and its arguments.
    ///   - environment: Variables besides those of this process.
    ///   - inheritsEnvironment: Whether it has this process's variables.
    ///   - folder: Where it runs; here by default.
    ///   - input: Its standard input.
    ///   - output: Its standard output.
    ///   - errors: Its standard error.
    /// - Throws: ``ChildProcessError`` if it does not start.
    package init(
        _ command: [String], environment: [String: String] = [:], inheritsEnvironment: Bool = true,
        folder: String? = nil,
        input: Input = .nothing, output: Output = .discarded, errors: Output = .inherited
    ) throws {
        var own = inheritsEnvironment ? ProcessInfo.processInfo.environment : [:]
        own.merge(environment) { $1 }
        // Spawning has no portable way to set the working folder; a shell does, and then becomes the program.
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
        // First without taking it away, so that its id stays its own until nobody sends signals any more.
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

    /// Sends a signal, if the process runs.
    package func signal(_ signal: Int32) {
        state.isRunning.withLock { if $0 { kill(id, signal) } }
    }

    /// Whether the process has not ended yet.
    package var runs: Bool { state.isRunning.withLock { $0 } }

    /// Waits for the end of the process and of its output; once only.
    package func ending() async throws -> Ending {
        for await ending in end { return ending }
        throw ChildProcessError("somebody else waits for this process")
    }

    /// The next line of its standard output, or `nil` after the last.
    package func line() async -> String? {
        for await line in lines { return line }
        return nil
    }

    /// The next line of its standard output, or `nil` after the last. A program that says nothing for so long is killed.
    package func line(within limit: Duration) async -> String? {
        let impatience = Task {
            try await Task.sleep(for: limit)
            signal(SIGKILL)
        }
        defer { impatience.cancel() }
        return await line()
    }

    /// Writes a line to its standard input: a short one, which the pipe takes without waiting (pipe(7): 64 KiB).
    package func send(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard write(input, bytes, bytes.count) == bytes.count else {
            throw ChildProcessError("a program does not take its input (error \(errno))")
        }
    }

    /// A figure in kB that Linux keeps of the running process, such as `VmRSS` or `VmHWM` (proc(5), `/proc/pid/status`).
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
    /// - Returns: How it ended, and what it wrote to its standard output.
    /// - Throws: ``ChildProcessError`` with what it wrote to its standard error, if its exit code is not 0.
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

    /// Runs a program to its end, whatever that is.
    ///
    /// - Returns: How it ended, and what it wrote to its standard output and its standard error.
    package static func finish(
        _ command: [String], environment: [String: String] = [:], inheritsEnvironment: Bool = true,
        folder: String? = nil,
        input: Input = .nothing
    ) async throws -> (ending: Ending, output: String, errors: String) {
        // Files: a full pipe that nobody reads would stop the program for good.
        let files = try TemporaryFolder()
        let (output, errors) = (files.path + "/output", files.path + "/errors")
        let process = try ChildProcess(
            command, environment: environment, inheritsEnvironment: inheritsEnvironment, folder: folder, input: input,
            output: .file(output), errors: .file(errors))
        let ending = try await process.ending()
        let (said, complained) = try (Data(contentsOf: URL(filePath: output)), Data(contentsOf: URL(filePath: errors)))
        return (ending, String(decoding: said, as: UTF8.self), String(decoding: complained, as: UTF8.self))
    }

    /// Runs a program that ends within moments, on the thread of the caller.
    ///
    /// - Returns: Its exit code; 128 and the signal's number after a signal; `nil` if it does not start.
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
