public import HTTPTypes
internal import Synchronization

/// A transport that retries temporary failures according to a ``RetryPolicy``.
///
/// An instance has one bucket of tokens: use one instance for each service. A body that is not replayable is sent once.
/// A request whose signature contains the time needs a new one for each attempt; a signing client uses ``RetryPolicy`` directly.
public struct RetryingTransport: HTTPTransport {
    /// Classifies an attempt's result; `nil` means that it is final.
    public typealias Classify = @Sendable (Result<HTTPResponse, TransportError>) -> RetryReason?

    private let base: any HTTPTransport
    private let policy: RetryPolicy
    private let classify: Classify
    private let clock: any Clock<Duration>
    private let random: @Sendable () -> Double
    private let bucket: Bucket

    private final class Bucket: Sendable {
        let state: Mutex<RetryTokenBucket>

        init(_ bucket: RetryTokenBucket) {
            state = Mutex(bucket)
        }
    }

    /// Wraps a transport.
    /// - Parameters:
    ///   - base: The transport that sends each attempt.
    ///   - policy: The retry policy.
    ///   - bucket: The initial bucket of tokens.
    ///   - clock: The clock for back-off.
    ///   - random: Returns a number from 0 to 1.
    ///   - classify: Classifies an attempt's result; by default by status and kind of error.
    public init(
        _ base: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), bucket: RetryTokenBucket = RetryTokenBucket(),
        clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        classify: @escaping Classify = RetryingTransport.classifyByHTTP
    ) {
        self.base = base
        self.policy = policy
        self.classify = classify
        self.clock = clock
        self.random = random
        self.bucket = Bucket(bucket)
    }

    /// Classifies by the response's status or the kind of error.
    public static let classifyByHTTP: Classify = { result in
        switch result {
        case .success(let head): RetryReason(status: head.status)
        case .failure(let error): RetryReason(error)
        }
    }

    /// The number of tokens left for retries.
    public var availableTokens: Int { bucket.state.withLock { $0.available } }

    /// Sends a request and retries temporary failures.
    public func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
        var lastCost: Int?
        var attempt = 1
        while true {
            let result = await attemptOnce(request)
            let outcome = result.map(\.head)
            guard let reason = classify(outcome) else {
                if case .success = result { bucket.state.withLock { $0.succeeded(lastCost: lastCost) } }
                return try result.get()
            }
            guard request.body.isReplayable else { return try result.get() }
            let serverDelay = (try? outcome.get())?.retryDelay
            let random = random()
            let decision = bucket.state.withLock {
                policy.decide(
                    afterAttempt: attempt, reason: reason, serverDelay: serverDelay, bucket: &$0, random: random)
            }
            guard case .retry(let delay, let cost) = decision else { return try result.get() }
            if case .success(let response) = result { await response.body.discard() }
            do {
                try await clock.sleep(for: delay)
            } catch {
                throw TransportError(.cancelled, "the task was cancelled while waiting to retry")
            }
            lastCost = cost
            attempt += 1
        }
    }

    private func attemptOnce(_ request: OutboundRequest) async -> Result<InboundResponse, TransportError> {
        do throws(TransportError) {
            return .success(try await base.send(request))
        } catch {
            return .failure(error)
        }
    }
}
