internal import HTTPCore
internal import HTTPTypes

/// Asks a metadata service over HTTP, again if it fails for the moment.
struct MetadataClient: Sendable {
    /// A whole answer.
    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let body: [UInt8]
    }

    /// An answer holds a few kilobytes.
    private static let limit = 64 * 1024

    private let transport: any HTTPTransport
    private let timeout: Duration
    private let policy = RetryPolicy(maximumAttempts: 3)
    private let clock: any Clock<Duration>
    private let random: @Sendable () -> Double

    /// Creates a client that tries three times.
    /// - Parameters:
    ///   - context: The way to the service, and what waits between attempts.
    ///   - timeout: How long one attempt may take.
    init(_ context: CredentialsContext, timeout: Duration) {
        transport = context.transports.metadata
        self.timeout = timeout
        clock = context.clock
        random = context.random
    }

    /// Sends a request, and reads the answer whole: it may break off as well as not come.
    /// - Parameters:
    ///   - request: What to send.
    ///   - isFinal: Errors that another attempt would only repeat.
    func send(
        _ request: HTTPRequest, isFinal: (TransportError) -> Bool = { _ in false }
    ) async throws(TransportError) -> Answer {
        let outbound = OutboundRequest(
            request, timeouts: .init(connect: timeout, total: timeout),
            limits: .init(headBytes: Self.limit, bodyBytes: Self.limit))
        var bucket = RetryTokenBucket()
        var attempt = 1
        while true {
            let again: RetryReason?
            let outcome: Result<Answer, TransportError>
            do throws(TransportError) {
                let response = try await transport.send(outbound)
                let answer = Answer(
                    status: response.head.status, body: try await response.body.collect(upTo: Self.limit))
                outcome = .success(answer)
                again = RetryReason(status: answer.status)
            } catch {
                outcome = .failure(error)
                again = isFinal(error) ? nil : RetryReason(error)
            }
            guard let again,
                case .retry(let delay, _) = policy.decide(
                    afterAttempt: attempt, reason: again, bucket: &bucket, random: random())
            else { return try outcome.get() }
            do {
                try await clock.sleep(for: delay)
            } catch {
                throw TransportError(.cancelled, "the task was cancelled while waiting to try again")
            }
            attempt += 1
        }
    }
}

extension CredentialsError {
    /// No answer came. Only the kind of failure is told: the rest may hold the URL, and in a container that is as good
    /// as a password.
    init(_ error: TransportError, source: String, from host: String) {
        if error.kind == .cancelled {
            self = .cancelled(source)
        } else {
            self.init(.unavailable, source: source, reason: "\(host) gave no answer (\(error.kind.rawValue))")
        }
    }
}
