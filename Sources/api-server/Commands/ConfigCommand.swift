import APIServer
import ArgumentParser
import CommandLineInterface
import Diagnostics
import Models

/// `api-server config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the effective settings with their origins, without secrets.",
        discussion: """
            Settings come from flags, the environment and the file of --config, in this order. Environment variables that look \
            like settings of the server and are none are named with the nearest one.

            EXAMPLES
              api-server config
              api-server config --config weir.env --json

            EXIT CODES
              0   the settings are valid
              64  a setting is not valid; the settings are shown all the same
            """)

    @OptionGroup var flags: SettingFlags<AllSettings>

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let settings = try report()
        do {
            try await settings.adminKey?.check()
        } catch {
            throw CommandError.usage(error.description)
        }
    }

    /// Prints the report.
    ///
    /// - Returns: The settings, if they are valid.
    // Inlined into the asynchronous function, this ends the compiler of Swift 6.3 in a release build.
    @inline(never)
    private func report() throws -> ServerSettings {
        let sources = try flags.sources()
        let report = SettingsReport(sources, variables: SettingFlags<AllSettings>.variableNames)
        if json {
            try StandardOutput.line(report.json.description)
        } else {
            try StandardOutput.write(report.text)
        }
        let settings = try flags.settings()
        do {
            _ = try settings.access()
        } catch {
            throw CommandError.usage(error.description)
        }
        return settings
    }
}
