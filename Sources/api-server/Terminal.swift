#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Output for people: messages on standard error, and the output of commands. The log goes to standard output.
enum Terminal {
    /// Writes an error.
    static func error(_ text: String) { write("error: \(text)\n", to: STDERR_FILENO) }

    /// Writes the progress of a command.
    static func progress(_ text: String) { write("\(text)\n", to: STDERR_FILENO) }

    /// Writes a line of a command's output, unbuffered: a signal would discard buffered output.
    static func line(_ text: String) { write("\(text)\n", to: STDOUT_FILENO) }

    /// Writes a message if standard error is a terminal.
    static func note(_ text: String) {
        if isatty(STDERR_FILENO) == 1 { write("\(text)\n", to: STDERR_FILENO) }
    }

    /// Writes all bytes, in as many system calls as necessary. Returns silently if the write fails.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, part.baseAddress, part.count)
                #elseif canImport(Musl)
                    let count = Musl.write(descriptor, part.baseAddress, part.count)
                #else
                    let count = Darwin.write(descriptor, part.baseAddress, part.count)
                #endif
                if count > 0 {
                    rest = rest[(rest.startIndex + count)...]
                } else if errno != EINTR {
                    return
                }
            }
        }
    }

    private static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }
}
