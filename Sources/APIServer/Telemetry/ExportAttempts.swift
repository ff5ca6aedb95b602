import Basics

/// The outcome of one export request.
enum ExportOutcome: Sendable, Equatable {
    /// The receiver has accepted the request, or a part of it that it will not accept later either.
    case accepted
    /// The receiver has refused the request for good.
    case rejected(reason: String)
    /// The receiver could not be reached or is overloaded.
    ///
    /// - Parameter delay: The delay that the receiver demands; `nil` for none.
    case failed(reason: String, delay: Duration?)

    /// The value of the label `outcome`.
    var label: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .failed: "failed"
        }
    }
}

/// The attempts at one export: a pure value.
struct ExportAttempts: Sendable {
    /// The next step of an export.
    enum Step: Sendable, Equatable {
        /// The export is complete.
        case done
        /// The data is dropped.
        case drop
        /// The request is sent again after a delay.
        case retry(after: Duration)
    }

    /// The maximum number of requests, which take about a minute.
    static let maximum = 6
    /// The maximum delay that a receiver may demand.
    static let longestDelay = Duration.seconds(300)

    private static let backoff = Backoff(first: .seconds(1), longest: .seconds(30))

    private var failures = 0

    /// Decides the step after a request.
    ///
    /// - Parameter random: A number from 0 to 1, the jitter of the back-off.
    mutating func step(after outcome: ExportOutcome, random: Double) -> Step {
        switch outcome {
        case .accepted: return .done
        case .rejected: return .drop
        case .failed(_, let demanded):
            failures += 1
            guard failures < Self.maximum else { return .drop }
            let delay = Self.backoff.delay(afterFailures: failures, random: random)
            return .retry(after: min(max(delay, demanded ?? .zero), Self.longestDelay))
        }
    }
}
