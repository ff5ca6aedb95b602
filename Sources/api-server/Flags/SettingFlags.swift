import APIServer
import ArgumentParser
import Configuration
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An option of the command line for a setting.
private struct SettingOption: Sendable {
    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
        init(_ setting: Setting) { stringValue = String((setting.flag ?? "").drop { $0 == "-" }) }
    }

    let setting: Setting
    let key: Key
    /// The help with the setting's default.
    let help: String

    /// The options, whose texts the parser reads several times for a command line.
    static let all = Setting.allCases.filter { $0.flag != nil }.map {
        SettingOption(setting: $0, key: Key($0), help: $0.definition.flagHelp)
    }
}

/// The flags of the settings, which derive from ``APIServer/Setting``. The help shows those that the command uses.
///
/// ArgumentParser reads a command's options from the mirror of an instance, so the mirror has an option for each setting.
struct SettingFlags<Selection: SettingSelection>: ParsableArguments, CustomReflectable {
    private var values: [Setting: String] = [:]

    // Swift 6.3 can end while it optimizes an asynchronous function with one of these functions in it, so they are not inlined.

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: SettingOption.Key.self)
        for option in SettingOption.all {
            values[option.setting] = try container.decode(Option<String?>.self, forKey: option.key).wrappedValue
        }
    }

    var customMirror: Mirror {
        let children = SettingOption.all.map { option in
            let own = Selection.fallback(of: option.setting).map { option.setting.definition.flagHelp(fallback: $0) }
            let help = ArgumentHelp(
                own ?? option.help, visibility: Selection.shows(option.setting) ? .default : .hidden)
            let name = option.key.stringValue
            return (label: name as String?, value: Option<String?>(name: .customLong(name), help: help) as Any)
        }
        return Mirror(self, children: children)
    }

    /// Returns the given settings by origin: flags, the environment, and the file that one of the two names.
    ///
    /// - Throws: ``CommandError`` with the code 64 for a file that cannot be read.
    @inline(never)
    func sources() throws(CommandError) -> SettingSources {
        let reader = ConfigReader(provider: EnvironmentVariablesProvider())
        var environment: [Setting: String] = [:]
        for setting in Setting.allCases {
            environment[setting] = reader.string(forKey: ConfigKey(setting.words), isSecret: setting.isSecret)
        }
        guard let path = values[.configurationFile] ?? environment[.configurationFile] else {
            return SettingSources(flags: values, environment: environment)
        }
        do throws(SettingsError) {
            let file = try SettingsFile.read(path)
            return SettingSources(flags: values, environment: environment, file: file.values)
        } catch {
            throw CommandError.usage(error.description)
        }
    }

    /// Returns a function that reads a setting.
    ///
    /// - Throws: ``CommandError`` with the code 64 for a file that cannot be read.
    @inline(never)
    func reader() throws(CommandError) -> (Setting) -> String? {
        let sources = try sources()
        return { sources[$0]?.text }
    }

    /// The names of all environment variables.
    static var variableNames: [String] { Array(ProcessInfo.processInfo.environment.keys) }

    /// Reads and validates the settings.
    ///
    /// - Throws: ``CommandError`` with the code 64.
    @inline(never)
    func settings() throws(CommandError) -> ServerSettings {
        let reader = try reader()
        do throws(SettingsError) {
            return try ServerSettings(reader)
        } catch {
            throw CommandError.usage(error.description)
        }
    }
}
