import APIServer

/// The settings that a command's help shows. The command accepts all of them, and `--help-hidden` lists them.
protocol SettingSelection: Sendable {
    /// Returns `true` for a setting that the command uses.
    static func shows(_ setting: Setting) -> Bool

    /// Returns the default of a setting where the command has its own, as a phrase; `nil` for the setting's.
    static func fallback(of setting: Setting) -> String?
}

extension SettingSelection {
    static func fallback(of setting: Setting) -> String? { nil }
}

/// All settings.
enum AllSettings: SettingSelection {
    static func shows(_: Setting) -> Bool { true }
}

/// The settings that locate the store, for commands that work on it.
enum StoreSettings: SettingSelection {
    static func shows(_ setting: Setting) -> Bool {
        [.store, .databaseAuthorities, .configurationFile].contains(setting) || Setting.database.contains(setting)
    }
}

/// The settings of a migration: those of the store, and of the application's login, which it makes.
enum MigrationSettings: SettingSelection {
    static func shows(_ setting: Setting) -> Bool {
        StoreSettings.shows(setting)
            || [.applicationUser, .applicationAuthentication, .applicationSecret, .migrate].contains(setting)
    }
}

/// The settings that locate a running server.
enum HealthSettings: SettingSelection {
    static func shows(_ setting: Setting) -> Bool { [.host, .port, .configurationFile].contains(setting) }
}

/// The settings of a trial on this machine.
enum TrialSettings: SettingSelection {
    static func shows(_ setting: Setting) -> Bool { [.host, .port, .store, .configurationFile].contains(setting) }

    static func fallback(of setting: Setting) -> String? {
        switch setting {
        case .port: "0"
        case .store: "a file in a temporary folder, which is deleted at the end"
        case .logLevel: "warning"
        case .drainSeconds: "1"
        default: nil
        }
    }
}
