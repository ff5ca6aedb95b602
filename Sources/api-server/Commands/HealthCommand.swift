import AnalyticsAPI
import ArgumentParser

/// `api-server health`: what a container's health check runs.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Ask a running server whether it is up; exit with 0 if it is, else with 1.")

    @Option(help: "What to ask (default: /health/live at HOST and PORT).")
    var url: String?

    func run() throws {
        let target: ProbeTarget
        do {
            target = try url.map { text throws(SettingsProblem) in try ProbeTarget(url: text) } ?? Self.defaultTarget()
        } catch let problem as SettingsProblem {
            throw Failure.usage(problem.description)
        }
        switch HealthProbe.status(of: target, timeout: .seconds(3)) {
        case .success(200..<300): return
        case .success(let status): throw Failure.environment("\(target) answered with status \(status)")
        case .failure(let failure): throw Failure.environment("\(target): \(failure.description)")
        }
    }

    private static func defaultTarget() throws -> ProbeTarget {
        let settings = try SettingFlags.parse([]).settings()
        return ProbeTarget(listeningOn: settings.host, port: settings.port)
    }
}
