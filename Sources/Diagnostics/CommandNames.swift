/// The names of a program's commands, to find out which word of a command line is meant for a command and is none.
///
/// A parser that takes the word for an argument complains about something else, such as the option behind it.
public struct CommandNames: Sendable {
    /// The command's name.
    public let name: String
    /// The commands below it.
    public let subcommands: [CommandNames]

    /// Names a command.
    public init(_ name: String, _ subcommands: [CommandNames] = []) {
        self.name = name
        self.subcommands = subcommands
    }

    /// The complaint about the first word that is no command where only one can stand; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - arguments: The command line without the program's name.
    ///   - nearest: Finds the name that a person most likely meant.
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
            // A word that is near no name may be a value in the wrong place.
            let shown = hint.isEmpty ? SafeDescription.word(word) : "\"\(word)\""
            return "\(command.name) has no command \(shown); it has \(names.joined(separator: ", "))\(hint)"
        }
        return nil
    }
}
