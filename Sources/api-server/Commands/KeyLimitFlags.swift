import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models

/// The flags of a key's budgets, beyond the number of its requests.
struct KeyLimitFlags: ParsableArguments {
    @Option(help: "The maximum number of queries and row lists at a time, in each process.")
    var concurrentQueries: String?

    @Option(help: "QUOTA/SECONDS: the seconds in the database within so many seconds, in each process, such as 30/60.")
    var databaseSeconds: String?

    @Option(help: "QUOTA/SECONDS: the bytes of answers within so many seconds, in each process.")
    var answerBytes: String?

    @Option(help: "QUOTA/SECONDS: the bytes of uploaded rows within so many seconds, in each process.")
    var uploadBytes: String?

    @Option(help: "The maximum number of groups of one answer.")
    var groups: String?

    @Option(help: "The maximum cost of a query, as PostgreSQL's planner estimates it.")
    var planCost: String?

    @Option(help: "The longest time that a query or a row list may cover, such as \"31 days\".")
    var maxRange: String?

    /// The texts of all flags that are given.
    var texts: [String] {
        [concurrentQueries, databaseSeconds, answerBytes, uploadBytes, groups, planCost, maxRange].compactMap(\.self)
    }

    /// Returns the members of a key's limits.
    ///
    /// - Throws: ``CommandError`` for a text that is no number or quota.
    func members() throws(CommandError) -> [JSONMember] {
        var members: [JSONMember] = []
        for (flag, key, text) in [
            ("--concurrent-queries", "concurrentQueries", concurrentQueries), ("--groups", "groups", groups),
            ("--plan-cost", "planCost", planCost),
        ] {
            guard let text else { continue }
            members.append(JSONMember(key: key, value: try Self.number(text, of: flag, expected: "a whole number")))
        }
        for (flag, key, text) in [
            ("--database-seconds", "databaseSeconds", databaseSeconds), ("--answer-bytes", "answerBytes", answerBytes),
            ("--upload-bytes", "uploadBytes", uploadBytes),
        ] {
            guard let text else { continue }
            let expected = "QUOTA/SECONDS, such as 30/60"
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw CommandError.usage("\(flag): got another text, expected \(expected)") }
            let quota = try Self.number(String(parts[0]), of: flag, expected: expected)
            let window = try Self.number(String(parts[1]), of: flag, expected: expected)
            members.append(
                JSONMember(
                    key: key,
                    value: .object([
                        JSONMember(key: "quota", value: quota), JSONMember(key: "windowSeconds", value: window),
                    ])))
        }
        if let maxRange { members.append(JSONMember(key: "maxRange", value: .string(maxRange))) }
        return members
    }

    /// Returns a number without repeating the text, which may be a misplaced password.
    private static func number(
        _ text: String, of flag: String, expected: String
    ) throws(CommandError) -> JSONValue {
        guard let number = Int(text) else {
            throw CommandError.usage("\(flag): got another text, expected \(expected)")
        }
        return .number(String(number))
    }
}
