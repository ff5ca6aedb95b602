import AnalyticsAPI
import Basics
import HTTPCore
import Logging
import Models
import ServiceLifecycle

/// Exports spans and metrics over OTLP beside the server.
///
/// Requests hand their spans to a ``SpanBuffer`` and never wait. A receiver that is away costs the memory of that buffer and one
/// batch, and the spans that do not fit are dropped and counted. Metrics are cumulative: a report that fails is not repeated, as the
/// next one contains it.
struct TelemetryService: Service {
    /// The time between two looks at the buffer.
    static let pause = Duration.seconds(1)
    /// The maximum number of spans in a request.
    static let batch = 512
    /// The maximum number of requests with spans before the process ends.
    static let lastBatches = 4
    /// The pause after a receiver has rejected metrics, such as a collector that takes traces only.
    static let pauseAfterRejection = Duration.seconds(3600)

    let traces: OTLPSender?
    let metrics: OTLPSender?
    let buffer: SpanBuffer
    let registry: MetricsRegistry
    let document: OTLPDocument
    let start: Timestamp
    let interval: Duration
    let now: @Sendable () -> Timestamp
    let clock: any Clock<Duration>
    let random: @Sendable () -> Double
    let failures: ReasonLog

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                if let traces { group.addTask { await exportSpans(to: traces) } }
                if let metrics { group.addTask { await exportMetrics(to: metrics) } }
                if traces == nil, metrics == nil { group.addTask { try? await gracefulShutdown() } }
            }
        }
        await flush()
    }

    /// Exports spans until the task is cancelled.
    func exportSpans(to sender: OTLPSender) async {
        while (try? await clock.sleep(for: Self.pause)) != nil {
            while !Task.isCancelled {
                let batch = buffer.take(atMost: Self.batch)
                guard !batch.isEmpty else { break }
                await deliver(batch, to: sender)
            }
        }
    }

    /// Sends a batch until it is accepted or given up.
    func deliver(_ batch: [Span], to sender: OTLPSender) async {
        let body = document.traces(batch)
        var attempts = ExportAttempts()
        while true {
            let outcome = await sender.send(body)
            note(outcome, of: "traces")
            switch attempts.step(after: outcome, random: random()) {
            case .done: return
            case .drop: return buffer.drop(batch)
            case .retry(let delay):
                // The process ends: this batch was tried, and the last requests belong to those that were not.
                guard (try? await clock.sleep(for: delay)) != nil else { return buffer.drop(batch) }
            }
        }
    }

    /// Exports metrics until the task is cancelled.
    func exportMetrics(to sender: OTLPSender) async {
        var pause = interval
        while (try? await clock.sleep(for: pause)) != nil {
            pause = max(interval, await sendMetrics(to: sender, timeouts: OTLPSender.timeouts))
        }
    }

    /// Sends the current metrics once.
    ///
    /// - Returns: The least pause before the next time.
    func sendMetrics(to sender: OTLPSender, timeouts: OutboundRequest.Timeouts) async -> Duration {
        for body in document.metrics(registry.collect(), from: start, at: now()) {
            let outcome = await sender.send(body, timeouts: timeouts)
            note(outcome, of: "metrics")
            switch outcome {
            case .accepted: continue
            case .rejected: return Self.pauseAfterRejection
            case .failed(_, let demanded): return min(demanded ?? .zero, ExportAttempts.longestDelay)
            }
        }
        return .zero
    }

    /// Sends what is left when the process ends, within a few seconds.
    private func flush() async {
        async let spans: Void = flushSpans()
        async let report: Void = flushMetrics()
        _ = await (spans, report)
    }

    private func flushSpans() async {
        guard let traces else { return }
        for _ in 0..<Self.lastBatches {
            let batch = buffer.take(atMost: Self.batch)
            guard !batch.isEmpty else { return }
            let outcome = await traces.send(document.traces(batch), timeouts: OTLPSender.lastTimeouts)
            note(outcome, of: "traces")
            guard outcome == .accepted else { return buffer.drop(batch) }
        }
    }

    private func flushMetrics() async {
        guard let metrics else { return }
        _ = await sendMetrics(to: metrics, timeouts: OTLPSender.lastTimeouts)
    }

    private func note(_ outcome: ExportOutcome, of signal: String) {
        registry.add(.exports, [signal, outcome.label])
        switch outcome {
        case .accepted: failures.clear()
        case .rejected(let reason), .failed(let reason, _): failures.write("\(signal): \(reason)")
        }
    }
}
