import ArgumentParser
import Deployment

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The stream for results. A command that cannot write its result fails, even after a successful change.
enum StandardOutput {
    /// Writes the bytes, unbuffered.
    /// - Throws: The exit code 73 after an error on standard error, if the write fails, as with a full disk or a closed
    ///   pipe.
    static func write(_ bytes: [UInt8]) throws(ExitCode) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { writeBytes(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                let reason = String(cString: strerror(errno))
                StandardError.write("error: standard output cannot be written: \(reason)\n")
                throw ExitCode(CommandError.Code.cannotWrite.rawValue)
            }
        }
    }

    /// Writes a text.
    static func write(_ text: String) throws(ExitCode) { try write(Array(text.utf8)) }

    /// Writes a line.
    static func line(_ text: String) throws(ExitCode) { try write(text + "\n") }
}

// The name inside the type would hide the C function.
private let writeBytes = write
