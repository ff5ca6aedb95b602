import APIServer
import ArgumentParser
import Diagnostics

/// `api-server health`, the health check of a container.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Check that a running server is live: exit with 0 if it is, else with 1.",
        discussion: """
            EXAMPLES
              api-server health
              api-server health --port 9000
              api-server health --url http://127.0.0.1:9000/health/ready
            """)

    @Option(help: "The URL to request (default: /health/live at --host and --port).")
    var url: String?

    @OptionGroup(title: "Settings") var flags: SettingFlags<HealthSettings>

    func run() throws {
        let target: ProbeTarget
        do {
            target = try url.map { text throws(SettingsError) in try ProbeTarget(url: text) } ?? defaultTarget()
        } catch let error as SettingsError {
            throw CommandError.usage(error.description)
        }
        switch HealthProbe.status(of: target, timeout: .seconds(3)) {
        case .success(200..<300): return
        case .success(let status): throw CommandError.failure("\(target) answered with status \(status)")
        case .failure(let failure): throw CommandError.failure(target.explanation(of: failure))
        }
    }

    private func defaultTarget() throws -> ProbeTarget {
        let settings = try flags.settings()
        return ProbeTarget(listeningOn: settings.host, port: settings.port)
    }
}
