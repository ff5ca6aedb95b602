import Foundation

/// A program about to be started: what its standard streams will be.
struct Spawning {
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    /// The program's ends of pipes, which only it needs.
    private var theirs: [Int32] = []

    init() {
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
    }

    /// Gives everything back.
    mutating func close() {
        for descriptor in theirs { _ = Glibc.close(descriptor) }
        theirs = []
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }

    /// Says where the standard input comes from; returns our end of the pipe, or -1 if there is none.
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

    /// Says where both outputs go; returns our end of the standard output's pipe, or -1 if there is none.
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

    /// Both ends, which other programs do not get when they are started.
    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw ChildProcessError("no pipe (error \(errno))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Starts it.
    mutating func start(_ words: [String], _ variables: [String]) throws -> pid_t {
        closeOthers()
        // Threads of Dispatch have signals blocked, and a child would begin with them blocked.
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

    /// Keeps this process's other descriptors from the program: not all that is in this process is as careful as we are.
    private mutating func closeOthers() {
        typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        // Glibc has it since 2.34, but not in the headers that Swift sees. The cast holds: the type is that of `spawn.h`.
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, 3)
    }
}
