package import Diagnostics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The result of a command. A command fails if it cannot write its result.
package enum StandardOutput {
    /// Writes all bytes, unbuffered: a signal would discard buffered output.
    ///
    /// - Throws: ``CommandError`` with the code 73 if the stream does not accept them, such as on a full disk.
    package static func write(_ bytes: [UInt8]) throws(CommandError) {
        guard let error = OutputDescriptor.standardOutput.write(bytes) else { return }
        throw CommandError(
            exitCode: .cannotWrite,
            description: "error: standard output cannot be written: \(String(cString: strerror(error)))")
    }

    /// Writes a text.
    package static func write(_ text: String) throws(CommandError) { try write(Array(text.utf8)) }

    /// Writes a line.
    package static func line(_ text: String) throws(CommandError) { try write(text + "\n") }
}
