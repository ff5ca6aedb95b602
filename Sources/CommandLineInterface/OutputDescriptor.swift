#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file descriptor that a program writes to.
package struct OutputDescriptor: Sendable {
    /// Standard output.
    package static let standardOutput = OutputDescriptor(number: STDOUT_FILENO)
    /// Standard error.
    package static let standardError = OutputDescriptor(number: STDERR_FILENO)

    /// The descriptor's number.
    package let number: Int32

    /// Wraps an open descriptor, which stays open.
    package init(number: Int32) { self.number = number }

    /// Writes all bytes, unbuffered, in as many system calls as necessary.
    ///
    /// - Returns: `nil`, or the `errno` of the call that failed.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = writeBytes(number, part.baseAddress, part.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}

// The method hides the C function inside the type.
private let writeBytes = write
