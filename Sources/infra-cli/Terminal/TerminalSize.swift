#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The size of the terminal at standard error, where progress is drawn.
struct TerminalSize: Hashable {
    /// The number of columns.
    let columns: Int
    /// The number of rows.
    let rows: Int

    /// `true` if standard error is a terminal that can move its cursor.
    static var isTerminal: Bool {
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        return isatty(STDERR_FILENO) == 1 && kind != "dumb" && !kind.isEmpty
    }

    /// The current size; 80 by 24 if the terminal does not report it.
    static var current: TerminalSize {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
