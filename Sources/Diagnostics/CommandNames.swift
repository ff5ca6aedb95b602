/// The names of a program's commands, to find the unknown command in a command line.
///
/// An argument parser reads the unknown command as an argument and reports another error, such as an unknown option after it.
public struct CommandNames: Sendable {
    /// The command's name.
    public let name: String
    /// The command's subcommands.
    public let subcommands: [CommandNames]

    /// Creates a command's name.
    public init(_ name: String, _ subcommands: [CommandNames] = []) {
        self.name = name
        self.subcommands = subcommands
    }

    /// Returns the error message for the first unknown command; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - arguments: The command line without the program's name.
    ///   - nearest: Returns the valid name nearest to an unknown one.
    public func complaint(
        about arguments: [String], nearest: (_ name: String, _ names: [String]) -> String?
    ) -> String? {
        var command = self
        var words = arguments[...]
        // "program help command" shows that command's help.
        if words.first == "help" { words = words.dropFirst() }
        for word in words {
            if word.hasPrefix("-") || command.subcommands.isEmpty { return nil }
            if let next = command.subcommands.first(where: { $0.name == word }) {
                command = next
                continue
            }
            let names = command.subcommands.map(\.name)
            let hint = nearest(word, names).map { "; did you mean \"\($0)\"?" } ?? ""
            // A word that resembles no name may be a misplaced value.
            let shown = hint.isEmpty ? SafeDescription.word(word) : "\"\(word)\""
            return "\(command.name) has no command \(shown); it has \(names.joined(separator: ", "))\(hint)"
        }
        return nil
    }
}
