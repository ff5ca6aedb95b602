import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The location of the store that settings name, and the command whose server reads it, without secrets.
package struct StoreDescription: Sendable, Hashable {
    /// The location: `sqlite:/srv/weir.sqlite`, or the settings that locate a database.
    package let text: String
    /// The command, with the setting that names the store.
    package let command: String
    /// A Boolean value that indicates whether the store is a file that does not exist.
    package let isMissing: Bool

    /// Describes a store.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - sources: The given settings, which the text names.
    package init(_ store: StoreLocation, _ sources: SettingSources) {
        switch store {
        case .sqlite(let path):
            isMissing = !FileManager.default.fileExists(atPath: path)
            // A relative path is another file for a server that runs in another folder.
            let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
            let isShown = SafeDescription.path(whole) == "\"\(whole)\""
            text = isShown ? "sqlite:" + whole : "a SQLite file, whose path is not repeated here"
            command =
                isShown
                ? "api-server --store sqlite:\(whole) (or STORE)" : "api-server with the same --store (or STORE)"
        case .postgres:
            isMissing = false
            text = "PostgreSQL, by the URI in \(Self.origin(.store, sources))"
            command = "api-server with the same --store (or STORE)"
        case .database:
            isMissing = false
            let given = Setting.database.filter { sources[$0] != nil && !$0.isSecret }.map(\.variable)
            text = "PostgreSQL, by " + given.joined(separator: ", ")
            command = "api-server with the same settings"
        }
    }

    private static func origin(_ setting: Setting, _ sources: SettingSources) -> String {
        switch sources[setting]?.source {
        case .environment: setting.variable
        case .file: "\(setting.variable) of the configuration file"
        default: setting.flag ?? setting.variable
        }
    }
}
