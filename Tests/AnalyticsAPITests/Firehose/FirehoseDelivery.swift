import HTTPTypes
import Models

/// The delivery of one batch by Amazon Data Firehose, as a state machine without clocks and connections.
///
/// Firehose repeats a failed request after 1 s, then twice as long each time up to 2 min, ±15 %, until the stream's retry duration
/// has passed, and then puts the batch into its S3 backup. After 413 it does neither. Source: "Understand HTTP endpoint delivery
/// request and response specifications", Amazon Data Firehose Developer Guide.
struct FirehoseDelivery: Sendable {
    /// The state of a delivery.
    enum State: Sendable, Hashable {
        /// The next attempt begins at this time after the first one.
        case waiting(Duration)
        /// The endpoint has confirmed the batch.
        case delivered
        /// The batch is in the S3 backup, with the reason of the last failure.
        case backedUp(String)
        /// The batch is lost.
        case dropped
    }

    /// The time-out of an attempt.
    static let timeout = Duration.seconds(180)

    let requestID: String
    let retryDuration: Duration
    private(set) var state = State.waiting(.zero)
    private(set) var attempts = 0

    init(requestID: String, retryDuration: Duration = .seconds(300)) {
        self.requestID = requestID
        self.retryDuration = retryDuration
    }

    /// Handles the answer to an attempt; `nil` for one that did not arrive in time.
    ///
    /// - Parameter random: A number from -1 to 1.
    mutating func receive(_ answer: Answer?, random: Double) {
        guard case .waiting(let began) = state else { return }
        attempts += 1
        guard let fault = answer.map(fault) ?? "timed out" else {
            state = .delivered
            return
        }
        if answer?.status == 413 {
            state = .dropped
            return
        }
        let end = began + (answer == nil ? Self.timeout : .zero)
        let doubled = min(120, Double(1 << min(attempts - 1, 7)))
        let next = end + .milliseconds(Int(doubled * (1 + 0.15 * random) * 1000))
        state = next > retryDuration ? .backedUp(fault) : .waiting(next)
    }

    /// Returns the reason why an answer does not confirm the batch; `nil` if it does.
    private func fault(_ answer: Answer) -> String? {
        let json = (try? answer.json) ?? .null
        guard answer.status == 200 else {
            guard case .string(let message)? = json["errorMessage"], json["requestId"] == .string(requestID) else {
                return "\(answer.status) without a reason"
            }
            return "\(answer.status) \(message)"
        }
        guard answer.headers[.contentType] == "application/json" else { return "no JSON" }
        guard answer.headers[.contentEncoding] == nil, answer.body.utf8.count <= 1 << 20 else { return "unreadable" }
        guard json["requestId"] == .string(requestID) else { return "another request" }
        guard case .number(let time)? = json["timestamp"], Int64(time) != nil else { return "no time" }
        return nil
    }
}
