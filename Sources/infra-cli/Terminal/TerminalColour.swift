#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The use of colour on standard output.
enum TerminalColour {
    /// A Boolean value that indicates whether standard output is a terminal and `NO_COLOR` is not set (no-color.org).
    static var isOn: Bool {
        let refusal = getenv("NO_COLOR").map { String(cString: $0) } ?? ""
        return refusal.isEmpty && isatty(STDOUT_FILENO) == 1
    }
}
