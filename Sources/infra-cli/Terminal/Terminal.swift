import Infra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The terminal that a person types at.
enum Terminal {
    /// A Boolean value that indicates whether standard input is a terminal.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks twice for a text that is not shown while it is typed.
    /// - Parameter name: What is asked for.
    /// - Throws: ``CommandError`` if the terminal does not hide what is typed, or the two differ.
    static func secret(_ name: String) throws(CommandError) -> [UInt8] {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { throw failure("the terminal cannot be asked for a value") }
        var hidden = shown
        // Byte by byte, and with Ctrl-C as one of them: ended by the signal, the program would leave a terminal that shows nothing.
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        // What was typed before the question is not an answer to it.
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
            throw failure("the terminal cannot hide what is typed; give the value by a pipe or --file")
        }
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
        let first = try line(after: "\(name), not shown: ")
        let second = try line(after: "once more: ")
        guard first == second else { throw failure("the two differ; nothing was changed") }
        return first
    }

    private static func line(after question: String) throws(CommandError) -> [UInt8] {
        StandardError.write(question)
        // The line's end is not shown either.
        defer { StandardError.write("\n") }
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count <= InputFile.longest {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { break }
            switch byte {
            // Ctrl-C; Ctrl-D, the line's end; Ctrl-U; the two keys that take a character back.
            case 0x03: throw failure("stopped; nothing was changed")
            case 0x04, UInt8(ascii: "\n"), UInt8(ascii: "\r"): return bytes
            case 0x15: bytes = []
            case 0x08, 0x7F:
                while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    private static func failure(_ reason: String) -> CommandError {
        CommandError(exitCode: .data, description: "error: \(reason)")
    }
}
