import Diagnostics
import Infra

extension SettingsReader {
    /// Sets a construct's property to the value of a key, under the property's own rule.
    ///
    /// - Parameters:
    ///   - key: The key in the file.
    ///   - path: The property.
    ///   - construct: The construct; it keeps its value if the key is missing or its value not valid.
    ///   - property: The property's name in the rules; nil is the key.
    ///   - synonyms: Other words for the valid ones, in lower case.
    /// - Returns: `true` if the property was set.
    @discardableResult
    func set<Root: CheckedProperties, Setting: TextReadable>(
        _ key: String, _ path: WritableKeyPath<Root, Setting>, of construct: inout Root, _ property: String? = nil,
        synonyms: [String: String] = [:]
    ) -> Bool {
        note(key, value: construct[keyPath: path])
        guard let setting: Setting = read(key, property, construct, { $0[keyPath: path] = $1 }, synonyms) else {
            return false
        }
        construct[keyPath: path] = setting
        return true
    }

    /// Sets an optional property of a construct.
    /// - Parameter off: `true` if the word `off` stands for nil.
    @discardableResult
    func set<Root: CheckedProperties, Setting: TextReadable>(
        _ key: String, _ path: WritableKeyPath<Root, Setting?>, of construct: inout Root, _ property: String? = nil,
        off: Bool = false
    ) -> Bool {
        if let value = construct[keyPath: path] {
            note(key, value: value)
        } else {
            note(key, value: off ? "off" : "none")
        }
        if off, text(key) == "off" {
            construct[keyPath: path] = nil
            return true
        }
        let change = { (root: inout Root, setting: Setting) in root[keyPath: path] = setting }
        guard let setting = read(key, property, construct, change, [:], note: off ? ", or off" : "") else {
            return false
        }
        construct[keyPath: path] = setting
        return true
    }

    /// Adds a fault at a key if a construct's property is not valid.
    func check<Root: CheckedProperties>(_ key: String, _ property: String, of construct: Root) {
        for rule in Root.rules where rule.property == property {
            if let fault = rule.fault(in: construct) { refuse(key, expected: fault.expected) }
        }
    }

    private func read<Root: CheckedProperties, Setting: TextReadable>(
        _ key: String, _ property: String?, _ construct: Root, _ change: (inout Root, Setting) -> Void,
        _ synonyms: [String: String], note: String = ""
    ) -> Setting? {
        let rule = Root.rules.first { $0.property == property ?? key }
        self.note(key, expected: (rule?.expectation(in: construct) ?? Setting.form) + note)
        guard has(key) else { return nil }
        var expected = rule?.expectation(in: construct) ?? Setting.form
        guard let setting = scalar(key).flatMap(Setting.init(text:)) else {
            expected += NearestName.hint(Setting.suggestion(for: text(key) ?? "", synonyms))
            refuse(key, expected: expected + note)
            return nil
        }
        var changed = construct
        change(&changed, setting)
        if let fault = rule?.fault(in: changed) {
            refuse(key, expected: fault.expected + note)
            return nil
        }
        return setting
    }
}

extension TextReadable {
    /// The valid word that a text probably means.
    fileprivate static func suggestion(for text: String, _ synonyms: [String: String]) -> String? {
        var synonyms = synonyms
        if Self.self == Bool.self { synonyms = ["yes": "true", "on": "true", "no": "false", "off": "false"] }
        if let word = synonyms[text.lowercased()] { return word }
        guard let cases = (Self.self as? any CaseIterable.Type)?.words else { return nil }
        return NearestName.match(text, among: cases)
    }
}

extension CaseIterable {
    /// The raw values of an enumeration of words.
    fileprivate static var words: [String] {
        allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }
}
