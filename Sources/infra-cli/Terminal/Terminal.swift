import CommandLineInterface
import Diagnostics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The terminal of an interactive command.
enum Terminal {
    /// A Boolean value that indicates whether standard input is a terminal.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks a question that is answered with yes or no. Without a terminal the answer is no, with a message.
    static func confirms(_ question: String) -> Bool {
        guard isInteractive else {
            StandardError.error("there is no terminal to ask on; repeat the command with --yes")
            return false
        }
        StandardError.write("\(question) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// Prompts twice for a text without echo.
    /// - Parameter name: The name in the prompt.
    /// - Throws: ``CommandError`` if the terminal cannot turn echo off, or the two inputs differ.
    static func secret(_ name: String) throws(CommandError) -> [UInt8] {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { throw failure("the terminal cannot prompt for a value") }
        var hidden = shown
        // Read bytes, Ctrl-C included: its signal would end the program and leave the terminal without echo.
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        // Discard input typed before the prompt.
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
            throw failure("the terminal cannot turn echo off; pass the value by a pipe or --file")
        }
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
        let first = try line(after: "\(name) (not shown): ")
        let second = try line(after: "Repeat: ")
        guard first == second else { throw failure("the two values differ; the secret was not changed") }
        return first
    }

    private static func line(after prompt: String) throws(CommandError) -> [UInt8] {
        StandardError.write(prompt)
        // The line ending is not echoed.
        defer { StandardError.write("\n") }
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count <= InputFile.longest {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { break }
            switch byte {
            // Ctrl-C; Ctrl-D and line endings; Ctrl-U; backspace and delete.
            case 0x03: throw failure("interrupted; the secret was not changed")
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
