import Foundation

/// The standard streams and attributes of a child process before its start.
struct Spawning {
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    /// The child's pipe ends, closed here after the start.
    private var theirs: [Int32] = []

    init() {
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
    }

    /// Releases all resources.
    mutating func close() {
        for descriptor in theirs { _ = Glibc.close(descriptor) }
        theirs = []
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }

    /// Sets the standard input; returns the pipe's write end, or -1 without a pipe.
    mutating func connect(_ input: ChildProcess.Input) throws -> Int32 {
        switch input {
        case .nothing: open("/dev/null", O_RDONLY, as: STDIN_FILENO)
        case .file(let path): open(path, O_RDONLY, as: STDIN_FILENO)
        case .lines:
            let pipe = try pipe()
            posix_spawn_file_actions_adddup2(&actions, pipe.reading, STDIN_FILENO)
            theirs.append(pipe.reading)
            return pipe.writing
        }
        return -1
    }

    /// Sets both outputs; returns the read end of the standard output's pipe, or -1 without a pipe.
    mutating func connect(_ output: ChildProcess.Output, _ errors: ChildProcess.Output) throws -> Int32 {
        var reading: Int32 = -1
        switch output {
        case .lines:
            let pipe = try pipe()
            posix_spawn_file_actions_adddup2(&actions, pipe.writing, STDOUT_FILENO)
            theirs.append(pipe.writing)
            reading = pipe.reading
        case .discarded, .file, .inherited: write(output, as: STDOUT_FILENO)
        }
        write(errors, as: STDERR_FILENO)
        return reading
    }

    private mutating func write(_ output: ChildProcess.Output, as descriptor: Int32) {
        switch output {
        case .discarded: open("/dev/null", O_WRONLY, as: descriptor)
        case .file(let path): open(path, O_WRONLY | O_CREAT | O_APPEND, as: descriptor)
        case .inherited, .lines: break
        }
    }

    private mutating func open(_ path: String, _ flags: Int32, as descriptor: Int32) {
        posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
    }

    /// Makes a pipe with close-on-exec ends.
    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw ChildProcessError("cannot make a pipe (error \(errno))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Starts the child.
    mutating func start(_ words: [String], _ variables: [String]) throws -> pid_t {
        closeOthers()
        // Dispatch's threads block signals, and a child inherits the mask.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) } + [nil]
        var pairs = variables.map { strdup($0) } + [nil]
        defer { (arguments + pairs).forEach { free($0) } }
        var id = pid_t()
        let code = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, &pairs)
        guard code == 0 else {
            throw ChildProcessError("\(words[0]) does not start: \(String(cString: strerror(code)))")
        }
        return id
    }

    /// Closes all other descriptors in the child: other code in this process does not always set close-on-exec.
    private mutating func closeOthers() {
        typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        // In glibc since 2.34, but missing from the headers that Swift imports. The cast holds: the type is that of `spawn.h`.
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, 3)
    }
}
