import AnalyticsAPI
import Models
import ServiceLifecycle
import Synchronization

/// Writes the metrics of each interval to standard output, in the embedded metric format of Amazon CloudWatch.
struct EMFService: Service {
    let registry: MetricsRegistry
    let resource: TelemetryResource
    let interval: Duration
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    /// Receives the lines.
    let write: @Sendable ([UInt8]) -> Void

    func run() async throws {
        let report = Report(EMFReport(resource, from: now()))
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(for: interval)) != nil { writeLine(of: report) }
        }
        // The last part of an interval.
        writeLine(of: report)
    }

    /// The state between two lines.
    private final class Report: Sendable {
        let state: Mutex<EMFReport>

        init(_ report: EMFReport) { state = Mutex(report) }
    }

    private func writeLine(of report: Report) {
        let (families, time) = (registry.collect(), now())
        write(report.state.withLock { $0.line(families, at: time) })
    }
}
