#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A running program without a terminal, in a process group of its own; its methods block the calling thread.
struct SpawnedProcess {
    private static let pollMilliseconds: Int32 = 20

    private let request: ProcessRunner.Request
    private let process: pid_t
    private let reading: Int32

    /// Starts the program.
    init(_ request: ProcessRunner.Request) throws(ProcessRunner.RunError) {
        self.request = request
        // A zero byte would end a word early.
        let variables = request.environment.variables.map { $0.key + "=" + $0.value }
        guard !(request.words + variables).contains(where: { $0.utf8.contains(0) }) else {
            throw .notStarted(reason: "an argument or a variable contains a zero byte")
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.notStarted(errno) }
        reading = ends[0]
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        switch Self.spawn(request.words, variables, output: ends[1]) {
        case .success(let process): self.process = process
        case .failure(let failure):
            close(ends[0])
            throw failure
        }
    }

    private static func notStarted(_ code: Int32) -> ProcessRunner.RunError {
        .notStarted(reason: String(cString: strerror(code)))
    }

    private static func spawn(
        _ words: [String], _ variables: [String], output: Int32
    ) -> Result<pid_t, ProcessRunner.RunError> {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        #if canImport(Glibc)
            closeOthers(&actions)
        #endif

        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, to kill it with its children; no blocked or ignored signals are inherited.
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var process = pid_t()
        let code = withCStrings(words) { words in
            withCStrings(variables) { variables in
                words.first.flatMap { $0 }.map {
                    posix_spawnp(&process, $0, &actions, &attributes, words, variables)
                } ?? ENOENT
            }
        }
        return code == 0 ? .success(process) : .failure(notStarted(code))
    }

    #if canImport(Glibc)
        /// Closes this process's other descriptors in the program, such as sockets and pipes of other threads, which it
        /// and its children would hold open.
        private static func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
            typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
            // Glibc has it since 2.34, but Swift does not import it. The cast is valid: the type is that of `spawn.h`.
            guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
            _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, 3)
        }
    #endif

    /// Calls `body` with the strings as a null-terminated array of C strings.
    private static func withCStrings<Value>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }

    /// Waits for the program's end and returns its output. A program that exceeds a limit or is cancelled is killed with
    /// its process group.
    func output(isCancelled: () -> Bool) throws(ProcessRunner.RunError) -> [UInt8] {
        defer { close(reading) }
        let deadline = ContinuousClock.now.advanced(by: request.timeout)
        var bytes: [UInt8] = []
        var isOpen = true
        var status: Int32?
        while true {
            let hadEnded = status != nil
            let hasRead = isOpen && wait() ? read(into: &bytes, isOpen: &isOpen) : false
            if bytes.count > request.limit { throw end(.tooMuch(limit: request.limit), status) }
            if status == nil { status = exitStatus() }
            // After its end no output is pending. A child that it left running may hold the pipe open.
            if hadEnded, let status, !hasRead { return try output(bytes, status) }
            if isCancelled() { throw end(.cancelled, status) }
            if ContinuousClock.now >= deadline { throw end(.timeout(request.timeout), status) }
            if !isOpen { poll(nil, 0, Self.pollMilliseconds) }
        }
    }

    private func output(_ bytes: [UInt8], _ status: Int32) throws(ProcessRunner.RunError) -> [UInt8] {
        // The layout of the macros of `sys/wait.h`, which Swift does not import.
        let signal = status & 0x7F
        if signal != 0 { throw .signal(Int(signal)) }
        let code = status >> 8 & 0xFF
        if code != 0 { throw .status(Int(code)) }
        return bytes
    }

    private func end(_ failure: ProcessRunner.RunError, _ status: Int32?) -> ProcessRunner.RunError {
        kill(-process, SIGKILL)
        guard status == nil else { return failure }
        var ignored: Int32 = 0
        while waitpid(process, &ignored, 0) < 0, errno == EINTR {}
        return failure
    }

    /// Waits for input or the end of the pipe and returns `false` after 20 ms without either.
    private func wait() -> Bool {
        var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, Self.pollMilliseconds) > 0
    }

    private func read(into bytes: inout [UInt8], isOpen: inout Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = buffer.withUnsafeMutableBytes { Self.read(reading, $0) }
        if count > 0 {
            bytes += buffer[..<count]
            return true
        }
        if count == 0 || errno != EINTR { isOpen = false }
        return false
    }

    private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    /// The program's exit status, or `nil` while it runs.
    private func exitStatus() -> Int32? {
        var status: Int32 = 0
        let result = waitpid(process, &status, WNOHANG)
        if result == process { return status }
        // The status was reaped elsewhere, for example by the system if SIGCHLD is ignored; use the output alone.
        return result < 0 && errno == ECHILD ? 0 : nil
    }
}
