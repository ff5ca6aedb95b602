/// The names of a program's commands, to find the unknown command in a command line.
///
/// An argument parser reads the unknown command as an argument and reports another error, such as an unknown option after it.
package struct CommandNames: Sendable {
    /// The command's name.
    package let name: String
    /// The command's subcommands.
    package let subcommands: [CommandNames]

    /// Creates a command's name.
    package init(_ name: String, _ subcommands: [CommandNames] = []) {
        self.name = name
        self.subcommands = subcommands
    }

    /// Returns the error message for the first unknown command, with the nearest name; `nil` if there is none.
    ///
    /// - Parameter arguments: The command line without the program's name.
    package func complaint(about arguments: [String]) -> String? {
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
            let hint = NearestName.hint(for: word, among: names)
            // A word that resembles no name may be a misplaced value.
            let shown = hint.isEmpty ? SafeDescription.word(word) : "\"\(word)\""
            return "\(command.name) has no command \(shown); it has \(names.joined(separator: ", "))\(hint)"
        }
        return nil
    }
}
