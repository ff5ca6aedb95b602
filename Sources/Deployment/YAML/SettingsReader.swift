import Diagnostics
import Infra
import Yams

/// A reader of one block of keys, which collects all faults of the block.
struct SettingsReader {
    /// The faults of a file.
    final class Faults {
        let file: String
        private(set) var all: [Diagnostic] = []
        /// The keys that the reader asks for, for the reference of all keys; nil in every other reading.
        let catalog: KeyCatalog?

        init(file: String, catalog: KeyCatalog? = nil) {
            self.file = file
            self.catalog = catalog
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
    ///   - node: The block; nil and null are an empty block.
    ///   - path: The block's own key with a dot; empty at the top.
    ///   - keys: The valid keys; nil allows all.
    init(_ node: Node?, path: String, keys: [EnvironmentKey]?, faults: Faults) {
        self.path = path
        self.faults = faults
        mark = node?.mark
        if let keys { faults.catalog?.open(path, keys) }
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
            if let names = keys?.map(\.name), !names.contains(scalar.string) {
                let hint = NearestName.hint(for: scalar.string, among: names)
                let expected = names.joined(separator: ", ")
                faults.add(
                    key.mark,
                    "unknown key \(SafeDescription.setting(path + scalar.string)); expected one of \(expected)\(hint)")
                continue
            }
            entries[scalar.string] = (key, value)
        }
    }

    /// The keys of the block, sorted.
    var keys: [String] { entries.keys.sorted() }

    /// Returns the block of a key.
    func block(_ key: String, keys: [EnvironmentKey]?) -> SettingsReader {
        var reader = SettingsReader(entries[key]?.value, path: "\(path)\(key).", keys: keys, faults: faults)
        if let entry = entries[key] { reader = reader.located(at: entry.key.mark) }
        return reader
    }

    /// Returns the blocks of a list; none if the key is missing.
    func blocks(_ key: String, keys: [EnvironmentKey]) -> [SettingsReader] {
        guard let value = entries[key]?.value, !SettingsReader.isNull(value) else { return [] }
        guard case .sequence(let sequence) = value else {
            refuse(key, expected: "a list of blocks, each with \(keys.map(\.name).joined(separator: ", "))")
            return []
        }
        return sequence.map { SettingsReader($0, path: "\(path)\(key).", keys: keys, faults: faults) }
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

    /// Returns a required setting; nil, with a fault, if it is missing or not valid.
    func required<Setting>(_ key: String, expected: String, _ parse: (String) -> Setting?) -> Setting? {
        note(key, expected: expected)
        if entries[key] == nil {
            faults.add(mark, "\"\(path)\(key)\" is missing; expected \(expected)")
            return nil
        }
        return optional(key, expected: expected, parse)
    }

    /// Returns an optional setting; nil if it is missing, or with a fault if it is not valid.
    func optional<Setting>(_ key: String, expected: String, _ parse: (String) -> Setting?) -> Setting? {
        note(key, expected: expected)
        guard let value = entries[key]?.value else { return nil }
        if case .scalar(let scalar) = value, !SettingsReader.isNull(value), let parsed = parse(scalar.string) {
            return parsed
        }
        refuse(key, expected: expected)
        return nil
    }

    /// Returns one of some words; a fault names the nearest word.
    ///
    /// - Parameter synonyms: Other words for the choices, in lower case; they take precedence over similar spelling.
    func choice<Setting>(
        _ key: String, _ choices: [(String, Setting)], synonyms: [String: String] = [:]
    ) -> Setting? {
        let words = choices.map(\.0)
        var expected = words.count == 2 ? words.joined(separator: " or ") : "one of " + words.joined(separator: ", ")
        if let text = text(key) {
            expected += NearestName.hint(synonyms[text.lowercased()] ?? NearestName.match(text, among: words))
        }
        return optional(key, expected: expected) { text in choices.first { $0.0 == text }?.1 }
    }

    /// Returns one of some numbers; a fault names the nearest number.
    func number(_ key: String, oneOf numbers: [Int], note: String = "") -> Int? {
        let valid = ValidValues.oneOf(numbers)
        var expected = valid.expectation + note
        if let given = text(key).flatMap(Int.init(text:)), let hint = valid.hint(given) { expected += "; " + hint }
        return optional(key, expected: expected) { text in
            Int(text: text).flatMap { numbers.contains($0) ? $0 : nil }
        }
    }

    /// Returns `true` or `false`.
    func flag(_ key: String) -> Bool? {
        let meant = text(key).flatMap { ["yes": "true", "on": "true", "no": "false", "off": "false"][$0.lowercased()] }
        let hint = NearestName.hint(meant)
        return optional(key, expected: "true or false" + hint) { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    /// Returns a list of settings; nil if it is missing.
    func list<Setting>(_ key: String, expected: String, _ parse: (String) -> Setting?) -> [Setting]? {
        note(key, expected: "a list of \(expected)")
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

    /// Records the valid values of a key in the catalog of all keys.
    func note(_ key: String, expected: String) {
        faults.catalog?.note(path + key, expected: expected)
    }

    /// Records the value that a property has without its key.
    func note(_ key: String, value: Any) {
        faults.catalog?.note(path + key, value: value)
    }

    /// The text of a scalar setting as written.
    func text(_ key: String) -> String? {
        guard case .scalar(let scalar)? = entries[key]?.value else { return nil }
        return scalar.string
    }

    /// Returns a Boolean value that indicates whether the block has the key.
    func has(_ key: String) -> Bool { entries[key] != nil }

    /// The text of a scalar setting that is not null.
    func scalar(_ key: String) -> String? {
        guard let value = entries[key]?.value, !SettingsReader.isNull(value) else { return nil }
        return text(key)
    }

    /// Adds a fault: the setting is not as expected.
    func refuse(_ key: String, expected: String) {
        guard let value = entries[key]?.value else {
            return faults.add(mark, "\"\(path)\(key)\": expected \(expected)")
        }
        faults.add(value.mark, "\"\(path)\(key)\" is \(SettingsReader.describe(value)); expected \(expected)")
    }

    /// Adds a fault that does not repeat the value, which may be a secret.
    func refuseSecret(_ key: String, expected: String) {
        faults.add(entries[key]?.value.mark ?? mark, "\"\(path)\(key)\" is not valid; expected \(expected)")
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
