import Diagnostics

/// The settings that were given, with conversions to their types.
struct SettingValues {
    private let values: [Setting: String]

    /// Reads settings.
    ///
    /// - Parameters:
    ///   - settings: The settings to read.
    ///   - value: Returns the text of a setting, or `nil` if it is not set.
    /// - Throws: ``SettingsError`` for empty settings. They are most likely variables that were not filled in. Treating them as
    ///   not set would select defaults that the operator did not choose: an empty STORE would select a file on the container's
    ///   own disk.
    init(of settings: [Setting] = Setting.allCases, _ value: (Setting) -> String?) throws(SettingsError) {
        var values: [Setting: String] = [:]
        for setting in settings { values[setting] = value(setting) }
        let empty = settings.filter { values[$0]?.isEmpty == true }
        guard empty.isEmpty else {
            throw SettingsError(
                empty.map(\.name).joined(separator: ", ") + (empty.count == 1 ? " is empty" : " are empty")
                    + ": set a value, or remove the setting")
        }
        self.values = values
    }

    /// The text of a setting; `nil` if it is not set.
    subscript(setting: Setting) -> String? { values[setting] }

    /// Returns the text of a setting, or its default value.
    func text(_ setting: Setting) -> String {
        if let text = values[setting] { return text }
        guard case .value(let text) = setting.definition.fallback else { return "" }
        return text
    }

    /// Returns a number in the setting's range; `nil` if it is not set.
    func number(_ setting: Setting) throws(SettingsError) -> Int? { try number(setting, values[setting]) }

    /// Returns a number in the setting's range, or its default value.
    func numberOrDefault(_ setting: Setting) throws(SettingsError) -> Int { try number(setting, text(setting)) ?? 0 }

    private func number(_ setting: Setting, _ text: String?) throws(SettingsError) -> Int? {
        guard let text, case .number(let range) = setting.definition.type else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(
                setting, text: text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Returns the setting's value, one of its valid words; `nil` if it is not set.
    func choice<Choice: RawRepresentable<String>>(
        _ setting: Setting, as _: Choice.Type = Choice.self
    ) throws(SettingsError) -> Choice? {
        guard let text = values[setting], case .choice(let words) = setting.definition.type else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let nearest = NearestName.hint(for: text, among: words)
            throw SettingsError(setting, text: text, expected: words.joined(separator: ", ") + nearest)
        }
        return choice
    }
}
