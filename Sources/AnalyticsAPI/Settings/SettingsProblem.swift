/// A setting that cannot be used: which one, what was got, what was expected.
public struct SettingsProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was got, what was expected, what to do; never a password.
    public let description: String

    /// Describes a mistake.
    public init(_ description: String) { self.description = description }

    /// A text that is not of the setting's kind. It is repeated where the setting's rule allows.
    init(_ setting: Setting, text: String, expected: String) {
        self.init(setting, got: setting.description(of: text), expected: expected)
    }

    /// A value that is not of the setting's kind, in words that repeat nothing of it.
    init(_ setting: Setting, got: String, expected: String) {
        self.init("\(setting.name): got \(got), expected \(expected)")
    }
}
