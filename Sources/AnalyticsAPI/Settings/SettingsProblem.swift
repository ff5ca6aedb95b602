/// A setting that cannot be used: which one, what was got, what was expected.
public struct SettingsProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was got, what was expected, what to do; never a password.
    public let description: String

    /// Describes a mistake.
    public init(_ description: String) { self.description = description }

    /// A value that is not of the setting's kind.
    init(_ setting: Setting, got: String, expected: String) {
        self.init("\(setting.name): got \(got), expected \(expected)")
    }
}
