/// The origin of a setting's value.
package enum SettingSource: String, Sendable, CaseIterable {
    /// A flag of the command line.
    case flag
    /// An environment variable.
    case environment
    /// The file of `CONFIG_FILE`.
    case file
    /// The default.
    case fallback = "default"
}

/// The settings that were given, by origin: flags take precedence over the environment, and that over the file.
package struct SettingSources: Sendable {
    private let values: [(source: SettingSource, values: [Setting: String])]

    /// Creates the sources.
    package init(
        flags: [Setting: String] = [:], environment: [Setting: String] = [:], file: [Setting: String] = [:]
    ) {
        values = [(.flag, flags), (.environment, environment), (.file, file)]
    }

    /// Returns the value of a setting with its origin; `nil` if it is not set.
    package subscript(setting: Setting) -> (text: String, source: SettingSource)? {
        for (source, values) in values {
            if let text = values[setting] { return (text, source) }
        }
        return nil
    }
}
