import APIServer
import ArgumentParser
import Diagnostics

/// `api-server health`, the health check of a container.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Check that a running server is live: exit with 0 if it is, else with 1.")

    @Option(help: "The URL to request (default: /health/live at HOST and PORT).")
    var url: String?

    func run() throws {
        let target: ProbeTarget
        do {
            target = try url.map { text throws(SettingsError) in try ProbeTarget(url: text) } ?? Self.defaultTarget()
        } catch let error as SettingsError {
            throw CommandError.usage(error.description)
        }
        switch HealthProbe.status(of: target, timeout: .seconds(3)) {
        case .success(200..<300): return
        case .success(let status): throw CommandError.failure("\(target) answered with status \(status)")
        case .failure(let failure): throw CommandError.failure("\(target): \(failure.description)")
        }
    }

    private static func defaultTarget() throws -> ProbeTarget {
        let settings = try SettingFlags<AllSettings>.parse([]).settings()
        return ProbeTarget(listeningOn: settings.host, port: settings.port)
    }
}
