import APIServer
import AnalyticsAPI
import ArgumentParser
import Diagnostics

/// `api-server serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the API until SIGTERM or SIGINT (the default).")

    @OptionGroup var flags: SettingFlags<AllSettings>

    func run() async throws {
        let settings = try flags.settings()
        let access: AccessPolicy
        do {
            access = try settings.access()
        } catch {
            throw CommandError.usage(error.description)
        }
        try await ServerProcess(settings: settings, access: access, version: BuildVersion.current).run()
    }
}
