#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Messages to the operator, apart from a command's result.
package enum StandardError {
    /// Writes a text, unbuffered. A closed stream is ignored.
    package static func write(_ text: String) { OutputDescriptor.standardError.write(Array(text.utf8)) }

    /// Writes a line.
    package static func line(_ text: String) { write(text + "\n") }

    /// Writes an error.
    package static func error(_ text: String) { line("error: " + text) }

    /// Writes a line if standard error is a terminal.
    package static func note(_ text: String) {
        if isatty(STDERR_FILENO) == 1 { line(text) }
    }
}
