#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The stream for what went wrong, so that standard output stays clean for other programs.
enum StandardError {
    /// Writes all of the text, unbuffered; a closed stream is nobody's fault and ignored.
    static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { writeBytes(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

// The name inside the type would hide the C function.
private let writeBytes = write
