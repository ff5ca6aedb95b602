import Diagnostics
import Infra
import Yams

/// Reads one block of keys and notes everything wrong in it. Reading goes on after a fault, so that one run shows all.
struct SettingsReader {
    /// Collects the faults of a file.
    final class Faults {
        let file: String
        private(set) var all: [Diagnostic] = []

        init(file: String) {
            self.file = file
        }

        func add(_ mark: Mark?, _ message: String) {
            add(line: mark?.line ?? 1, column: mark?.column ?? 1, message)
        }

        func add(line: Int, column: Int = 1, _ message: String) {
            all.append(Diagnostic(file: file, line: line, column: column, message: message))
        }
    }

    let faults: Faults
    private let path: String
    private let mark: Mark?
    private var entries: [String: (key: Node, value: Node)] = [:]

    /// - Parameters:
    ///   - node: the block; nil or null stands for an empty one.
    ///   - path: the block's own key with a dot, empty at the top.
    ///   - keys: the only keys there may be; nil allows all.
    init(_ node: Node?, path: String, keys: [String]?, faults: Faults) {
        self.path = path
        self.faults = faults
        mark = node?.mark
        guard let node, !SettingsReader.isNull(node) else { return }
        guard case .mapping(let mapping) = node else {
            let name = path.isEmpty ? "the file" : "\"\(path.dropLast())\""
            faults.add(node.mark, "\(name) is \(SettingsReader.describe(node)); expected a block of keys")
            return
        }
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                faults.add(key.mark, "a key is \(SettingsReader.describe(key)); expected a word")
                continue
            }
            if let keys, !keys.contains(scalar.string) {
                let hint = Nearest.name(to: scalar.string, among: keys).map { "; did you mean \"\($0)\"?" } ?? ""
                let expected = keys.joined(separator: ", ")
                faults.add(
                    key.mark,
                    "unknown key \(SafeDescription.setting(path + scalar.string)); expected one of \(expected)\(hint)")
                continue
            }
            entries[scalar.string] = (key, value)
        }
    }

    /// The keys that are there, sorted.
    var keys: [String] { entries.keys.sorted() }

    /// A block below this one.
    func block(_ key: String, keys: [String]?) -> SettingsReader {
        var reader = SettingsReader(entries[key]?.value, path: "\(path)\(key).", keys: keys, faults: faults)
        if let entry = entries[key] { reader = reader.located(at: entry.key.mark) }
        return reader
    }

    private func located(at mark: Mark?) -> SettingsReader {
        SettingsReader(copying: self, mark: mark)
    }

    private init(copying other: SettingsReader, mark: Mark?) {
        faults = other.faults
        path = other.path
        self.mark = mark
        entries = other.entries
    }

    /// A setting that is needed; nil after noting that it is missing or wrong.
    func required<Setting>(_ key: String, expected: String, _ parse: (String) -> Setting?) -> Setting? {
        if entries[key] == nil {
            faults.add(mark, "\"\(path)\(key)\" is missing; expected \(expected)")
            return nil
        }
        return optional(key, expected: expected, parse)
    }

    /// A setting that may be left out; nil when it is, or after noting that it is wrong.
    func optional<Setting>(_ key: String, expected: String, _ parse: (String) -> Setting?) -> Setting? {
        guard let value = entries[key]?.value else { return nil }
        if case .scalar(let scalar) = value, !SettingsReader.isNull(value), let parsed = parse(scalar.string) {
            return parsed
        }
        refuse(key, expected: expected)
        return nil
    }

    /// One of some words, with the one that was most likely meant named in the error.
    ///
    /// - Parameter synonyms: Words that people use for one of the choices, in lower case. They are closer in meaning than what is
    ///   spelt alike.
    func choice<Setting>(
        _ key: String, _ choices: [(String, Setting)], synonyms: [String: String] = [:]
    ) -> Setting? {
        let words = choices.map(\.0)
        var expected = words.count == 2 ? words.joined(separator: " or ") : "one of " + words.joined(separator: ", ")
        if let text = text(key), let near = synonyms[text.lowercased()] ?? Nearest.name(to: text, among: words) {
            expected += "; did you mean \"\(near)\"?"
        }
        return optional(key, expected: expected) { text in choices.first { $0.0 == text }?.1 }
    }

    /// A whole number in a range.
    func number(_ key: String, _ range: ClosedRange<Int>, unit: String = "") -> Int? {
        optional(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit)") { text in
            SettingsReader.number(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// One of some numbers, with the nearest one named in the error.
    func number(_ key: String, oneOf numbers: [Int], note: String = "") -> Int? {
        let listed = numbers.map(String.init).joined(separator: ", ")
        var expected = "one of \(listed)\(note)"
        if let given = text(key).flatMap(SettingsReader.number),
            let near = numbers.min(by: { $0.distance(from: given) < $1.distance(from: given) })
        {
            expected += "; the nearest is \(near)"
        }
        return optional(key, expected: expected) { text in
            SettingsReader.number(text).flatMap { numbers.contains($0) ? $0 : nil }
        }
    }

    /// `true` or `false`, nothing else.
    func flag(_ key: String) -> Bool? {
        let meant = text(key).flatMap { ["yes": "true", "on": "true", "no": "false", "off": "false"][$0.lowercased()] }
        let hint = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        return optional(key, expected: "true or false" + hint) { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    /// A list of settings; nil when it is left out.
    func list<Setting>(_ key: String, expected: String, _ parse: (String) -> Setting?) -> [Setting]? {
        guard let value = entries[key]?.value else { return nil }
        guard case .sequence(let sequence) = value, !sequence.isEmpty else {
            refuse(key, expected: "a list of \(expected)")
            return nil
        }
        return sequence.compactMap { element in
            if case .scalar(let scalar) = element, let parsed = parse(scalar.string) { return parsed }
            faults.add(
                element.mark, "\"\(path)\(key)\" has \(SettingsReader.describe(element)); expected \(expected)")
            return nil
        }
    }

    /// The text of a setting as written, if it is one.
    func text(_ key: String) -> String? {
        guard case .scalar(let scalar)? = entries[key]?.value else { return nil }
        return scalar.string
    }

    /// Notes that a setting is not what it has to be.
    func refuse(_ key: String, expected: String) {
        guard let value = entries[key]?.value else {
            return faults.add(mark, "\"\(path)\(key)\": expected \(expected)")
        }
        faults.add(value.mark, "\"\(path)\(key)\" is \(SettingsReader.describe(value)); expected \(expected)")
    }

    /// Decimal digits only: no sign, no leading zero (YAML reads that as octal), no underscore.
    static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), text == "0" || !text.hasPrefix("0")
        else { return nil }
        return Int(text)
    }

    private static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private static func describe(_ node: Node) -> String {
        switch node {
        case .mapping: return "a block of keys"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            if isNull(node) { return "empty" }
            return SafeDescription.setting(scalar.string)
        }
    }
}

extension Int {
    /// How far apart two numbers are, without overflow.
    fileprivate func distance(from other: Int) -> UInt {
        self > other ? UInt(bitPattern: self &- other) : UInt(bitPattern: other &- self)
    }
}
