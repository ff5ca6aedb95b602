import AnalyticsAPI
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models

/// The flags of a key's rights, and of the time for which it is valid.
struct KeyRightsFlags: ParsableArguments {
    @Option(help: "A right: read, ingest or admin. Repeat it for several.")
    var scope: [String] = []

    @Option(help: "A dataset that exists for the key; by default all do. Repeat it for several.")
    var dataset: [String] = []

    @Option(help: "DATASET=FILTERS: the rows that exist for the key, as the \"filters\" of a query in JSON.")
    var filter: [String] = []

    @Option(help: "DATASET=COLUMN: a column that does not exist for the key. Repeat it for several.")
    var hide: [String] = []

    @Option(help: "The number of days for which the key is valid; by default it does not expire.")
    var days: String?

    /// The texts of all flags that are given, without the names of datasets before a mark.
    var texts: [String] { scope + dataset + (filter + hide).flatMap { $0.split(separator: "=").map(String.init) } }

    /// Returns the members of a request for a key.
    ///
    /// - Throws: ``CommandError`` for a text of another form.
    func members() throws(CommandError) -> [JSONMember] {
        guard !scope.isEmpty else { throw CommandError.usage("--scope is missing; expected read, ingest or admin") }
        try requireSingle()
        var members = [JSONMember(key: "scopes", value: .array(scope.map { .string($0) }))]
        if !dataset.isEmpty {
            members.append(JSONMember(key: "datasets", value: .array(dataset.map { .string($0) })))
        }
        var filters: [JSONMember] = []
        for text in filter {
            let (name, value) = try Self.pair(text, of: "--filter", expected: "DATASET=FILTERS")
            guard !filters.contains(where: { $0.key == name }) else {
                throw CommandError.usage(
                    "--filter: got \(SafeDescription.title(name)) twice, expected all of its filters in one array")
            }
            do {
                filters.append(JSONMember(key: name, value: try JSONValue(parsing: value)))
            } catch {
                throw CommandError.usage("--filter: the filters are not JSON, in line \(error.line)")
            }
        }
        if !filters.isEmpty { members.append(JSONMember(key: "filters", value: .object(filters))) }
        var hidden: [(dataset: String, columns: [JSONValue])] = []
        for text in hide {
            let (name, column) = try Self.pair(text, of: "--hide", expected: "DATASET=COLUMN")
            if let index = hidden.firstIndex(where: { $0.dataset == name }) {
                hidden[index].columns.append(.string(column))
            } else {
                hidden.append((name, [.string(column)]))
            }
        }
        if !hidden.isEmpty {
            let columns = hidden.map { JSONMember(key: $0.dataset, value: .array($0.columns)) }
            members.append(JSONMember(key: "hiddenColumns", value: .object(columns)))
        }
        if let days {
            let days = try NumberFlag(name: "--days", unit: .days, range: 1...36_500).read(days)
            let end = Timestamp(microseconds: Timestamp.now().microseconds + Int64(days) * Timestamp.microsecondsPerDay)
            members.append(JSONMember(key: "expiresAt", value: .string(end.description)))
        }
        return members
    }

    /// Refuses several values in one flag: `--scope read,ingest`.
    private func requireSingle() throws(CommandError) {
        for text in scope {
            let parts = Self.parts(text)
            guard parts.count > 1, parts.allSatisfy({ AccessScope(rawValue: $0) != nil }) else { continue }
            throw Self.several(text, "--scope", "one right: read, ingest or admin", parts)
        }
        for text in dataset {
            let parts = Self.parts(text)
            guard parts.count > 1, parts.allSatisfy(Self.isOpen) else { continue }
            throw Self.several(text, "--dataset", "the name of one dataset", parts)
        }
        for text in hide {
            guard let mark = text.firstIndex(of: "=") else { continue }
            let (name, parts) = (String(text[..<mark]), Self.parts(text[text.index(after: mark)...]))
            guard parts.count > 1, ([name] + parts).allSatisfy(Self.isOpen) else { continue }
            throw Self.several(text, "--hide", "DATASET=COLUMN with one column", parts.map { "\(name)=\($0)" })
        }
    }

    private static func several(_ text: String, _ flag: String, _ expected: String, _ parts: [String]) -> CommandError {
        let repeated = parts.map { "\(flag) \($0)" }.joined(separator: " ")
        return CommandError.usage("\(flag): got \"\(text)\", expected \(expected); repeat \(flag), as in \(repeated)")
    }

    private static func parts(_ text: some StringProtocol) -> [String] {
        String(text).split { ", ".contains($0) }.map(String.init)
    }

    /// Returns `true` for a name that a message may repeat.
    private static func isOpen(_ name: String) -> Bool {
        (try? Identifier(name)) != nil && SafeDescription.title(name) == "\"\(name)\""
    }

    private static func pair(
        _ text: String, of flag: String, expected: String
    ) throws(CommandError) -> (String, String) {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
            throw CommandError.usage(
                "\(flag): got \(SafeDescription.title(text)), without a dataset; expected \(expected)")
        }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }
}
