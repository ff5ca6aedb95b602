import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models

/// The flags of a key's budgets.
struct KeyLimitFlags: ParsableArguments {
    @Option(
        help:
            "QUOTA/SECONDS: the requests within so many seconds, in each process, such as 600/60. At most twice, for two windows."
    )
    var requests: [String] = []

    @Option(help: "The maximum number of requests at a time, in each process.")
    var concurrent: String?

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
        requests
            + [
                concurrent, concurrentQueries, databaseSeconds, answerBytes, uploadBytes, groups, planCost, maxRange,
            ].compactMap(\.self)
    }

    /// Returns the members of a key's limits.
    ///
    /// - Throws: ``CommandError`` for a text that is no number or quota.
    func members() throws(CommandError) -> [JSONMember] {
        var members: [JSONMember] = []
        if !requests.isEmpty {
            var quotas: [JSONValue] = []
            for text in requests { quotas.append(try Self.quota(text, of: "--requests", example: "600/60")) }
            members.append(JSONMember(key: "requests", value: .array(quotas)))
        }
        for (flag, key, text) in [
            ("--concurrent", "concurrent", concurrent),
            ("--concurrent-queries", "concurrentQueries", concurrentQueries), ("--groups", "groups", groups),
            ("--plan-cost", "planCost", planCost),
        ] {
            guard let text else { continue }
            guard let number = Int(text) else { throw Self.invalid(text, of: flag, expected: "a whole number") }
            members.append(JSONMember(key: key, value: .number(String(number))))
        }
        for (flag, key, text) in [
            ("--database-seconds", "databaseSeconds", databaseSeconds), ("--answer-bytes", "answerBytes", answerBytes),
            ("--upload-bytes", "uploadBytes", uploadBytes),
        ] {
            guard let text else { continue }
            members.append(JSONMember(key: key, value: try Self.quota(text, of: flag, example: "30/60")))
        }
        if let maxRange {
            guard Retention(maxRange) != nil else {
                let days = Int(maxRange.prefix { $0.isASCII && $0.isNumber }).flatMap { Retention(days: $0) }
                let isDays = ["", "d", "day", "days"].contains(
                    maxRange.drop { ($0.isASCII && $0.isNumber) || $0 == " " }.lowercased())
                throw Self.invalid(
                    maxRange, of: "--max-range", expected: Retention.expected,
                    nearest: isDays ? days?.description : nil)
            }
            members.append(JSONMember(key: "maxRange", value: .string(maxRange)))
        }
        return members
    }

    /// Reads `QUOTA/SECONDS`.
    private static func quota(_ text: String, of flag: String, example: String) throws(CommandError) -> JSONValue {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let quota = Int(parts[0]), let window = Int(parts[1]) else {
            let expected = "QUOTA/SECONDS, such as \(example)"
            // A quota with a unit, such as 10/min, is no secret.
            if parts.count == 2, let quota = Int(parts[0]), let window = NumberFlag.seconds(parts[1]) {
                throw CommandError.usage(
                    "\(flag): got \"\(text)\", expected \(expected)" + NearestName.hint("\(quota)/\(window)"))
            }
            throw invalid(text, of: flag, expected: expected, nearest: Int(text).map { "\($0)/60" })
        }
        return .object([
            JSONMember(key: "quota", value: .number(String(quota))),
            JSONMember(key: "windowSeconds", value: .number(String(window))),
        ])
    }

    /// Returns the error about a text, which may be a misplaced password.
    private static func invalid(
        _ text: String, of flag: String, expected: String, nearest: String? = nil
    ) -> CommandError {
        CommandError.usage(
            "\(flag): got \(SafeDescription.figures(text)), expected \(expected)" + NearestName.hint(nearest))
    }
}
