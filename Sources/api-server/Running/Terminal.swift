#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What people read: the standard error stream, and what commands put out. The log goes to standard output.
enum Terminal {
    /// Says what went wrong, on one line.
    static func error(_ text: String) { write("error: \(text)\n", to: STDERR_FILENO) }

    /// Says what a command is doing, on one line.
    static func say(_ text: String) { write("\(text)\n", to: STDERR_FILENO) }

    /// Writes a line of what a command puts out, at once: what a program holds back is lost when a signal ends it.
    static func line(_ text: String) { write("\(text)\n", to: STDOUT_FILENO) }

    /// Says something if a person is there to read it.
    static func note(_ text: String) {
        if isatty(STDERR_FILENO) == 1 { write("\(text)\n", to: STDERR_FILENO) }
    }

    /// Writes all of the bytes, whatever the stream takes at once; gives up when nobody reads any more.
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
