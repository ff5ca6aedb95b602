import APIServer
import ArgumentParser
import Configuration
import Diagnostics

/// The flags of the settings, which derive from ``APIServer/Setting``.
///
/// ArgumentParser reads a command's options from the mirror of an instance, so the mirror has an option for each setting.
struct SettingFlags: ParsableArguments, CustomReflectable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
        init(_ setting: Setting) { stringValue = String((setting.flag ?? "").drop { $0 == "-" }) }
    }

    private static let settings = Setting.allCases.filter { $0.flag != nil }

    /// The names and help texts of the options, which the parser reads several times for a command line.
    private static let options = settings.map { (name: Key($0).stringValue, help: $0.definition.flagHelp) }

    private var values: [Setting: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for setting in Self.settings {
            values[setting] = try container.decode(Option<String?>.self, forKey: Key(setting)).wrappedValue
        }
    }

    var customMirror: Mirror {
        let children = Self.options.map { option in
            let help = ArgumentHelp(stringLiteral: option.help)
            return (
                label: option.name as String?,
                value: Option<String?>(name: .customLong(option.name), help: help) as Any
            )
        }
        return Mirror(self, children: children)
    }

    /// Returns a function that reads a setting: the flag, else the environment variable.
    func reader() -> (Setting) -> String? {
        var given: [AbsoluteConfigKey: ConfigValue] = [:]
        for (setting, text) in values {
            given[AbsoluteConfigKey(setting.words)] = ConfigValue(.string(text), isSecret: setting.isSecret)
        }
        let reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: given), EnvironmentVariablesProvider(),
        ])
        return { reader.string(forKey: ConfigKey($0.words), isSecret: $0.isSecret) }
    }

    /// Reads and validates the settings.
    ///
    /// - Throws: ``CommandError`` with the code 64.
    func settings() throws(CommandError) -> ServerSettings {
        do {
            return try ServerSettings(reader())
        } catch {
            throw CommandError.usage(error.description)
        }
    }
}
