internal import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that works on this process's terminal: it reads its input and prints its output there, and receives its interrupts.
///
/// `SpawnedProcess` of `AWSClient` starts a program in the opposite way: without a terminal, in a process group of its own, with
/// a time-out, and with its output read instead of shown. The tests' `ChildProcess` needs files, memory figures and full
/// Foundation, which no library imports. The three share little more than the call of `posix_spawnp`.
enum ForegroundProgram {
    /// The end of a program.
    enum End: Hashable {
        /// It exited with this status.
        case status(Int)
        /// This signal ended it.
        case signal(Int)
        /// It could not be started, with the reason.
        case notStarted(String)
    }

    /// Runs a program and waits for its end.
    /// - Parameters:
    ///   - words: The program, searched in `PATH`, and its arguments.
    ///   - variables: The variables in addition to this process's.
    ///   - toErrors: `true` to print the program's output to the standard error.
    static func run(_ words: [String], variables: [String: String] = [:], toErrors: Bool = false) async -> End {
        await withCheckedContinuation { continuation in
            // Waiting blocks, so keep it off the cooperative threads.
            DispatchQueue(label: words.first ?? "program").async {
                continuation.resume(returning: wait(words, variables, output: toErrors ? STDERR_FILENO : nil))
            }
        }
    }

    /// Runs a program whose short output is read and not shown, such as its version.
    /// - Returns: The output, at most 4 KiB; nil if the program fails or cannot be started.
    static func output(of words: [String]) async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: words.first ?? "program").async {
                var ends: [Int32] = [-1, -1]
                guard pipe(&ends) == 0 else { return continuation.resume(returning: nil) }
                for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
                // A pipe holds so much without a reader.
                let end = wait(words, [:], output: ends[1])
                close(ends[1])
                var bytes = [UInt8](repeating: 0, count: 4096)
                let count = read(ends[0], &bytes, bytes.count)
                close(ends[0])
                let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                continuation.resume(returning: end == .status(0) ? text : nil)
            }
        }
    }

    private static func wait(_ words: [String], _ variables: [String: String], output: Int32? = nil) -> End {
        var environment = current
        for (name, value) in variables { environment[name] = value }
        let arguments = words.map { strdup($0) } + [nil]
        let values = environment.map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { for pointer in arguments + values { free(pointer) } }
        guard let program = arguments.first ?? nil else { return .notStarted("no program") }
        var process = pid_t()
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
        let code = posix_spawnp(&process, program, &actions, nil, arguments, values)
        guard code == 0 else { return .notStarted(String(cString: strerror(code))) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return .notStarted(String(cString: strerror(errno))) }
        }
        // The layout of the macros of `sys/wait.h`, which Swift does not import.
        let signal = status & 0x7F
        return signal == 0 ? .status(Int(status >> 8 & 0xFF)) : .signal(Int(signal))
    }

    private static var current: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let mark = text.firstIndex(of: "=") {
                variables[String(text[..<mark])] = String(text[text.index(after: mark)...])
            }
            next += 1
        }
        return variables
    }
}
