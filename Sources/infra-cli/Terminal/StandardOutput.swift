#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The stream for what was asked for, when it is bytes rather than text.
enum StandardOutput {
    /// Writes all of the bytes, unbuffered; a closed stream is nobody's fault and ignored.
    static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { writeBytes(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}

// The name inside the type would hide the C function.
private let writeBytes = write
