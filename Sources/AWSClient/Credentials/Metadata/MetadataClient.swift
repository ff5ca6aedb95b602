internal import HTTPCore
internal import HTTPTypes

/// An HTTP client of a metadata service, with retries.
struct MetadataClient: Sendable {
    /// A whole response.
    struct Response: Sendable {
        let status: HTTPResponse.Status
        let body: [UInt8]
    }

    /// The maximum size of a response, in bytes; real ones have a few kilobytes.
    private static let limit = 64 * 1024

    private let transport: any HTTPTransport
    private let timeout: Duration
    private let policy = RetryPolicy(maximumAttempts: 3)
    private let clock: any Clock<Duration>
    private let random: @Sendable () -> Double

    /// Creates a client with three attempts.
    /// - Parameters:
    ///   - context: The client's dependencies.
    ///   - timeout: The time-out of an attempt.
    init(_ context: CredentialsContext, timeout: Duration) {
        transport = context.transports.metadata
        self.timeout = timeout
        clock = context.clock
        random = context.random
    }

    /// Sends a request and reads the whole response; a failure in either is retried.
    /// - Parameters:
    ///   - request: The request.
    ///   - isFinal: Returns `true` for errors without retries.
    func send(
        _ request: HTTPRequest, isFinal: (TransportError) -> Bool = { _ in false }
    ) async throws(TransportError) -> Response {
        let outbound = OutboundRequest(
            request, timeouts: .init(connect: timeout, total: timeout),
            limits: .init(headBytes: Self.limit, bodyBytes: Self.limit))
        var bucket = RetryTokenBucket()
        var attempt = 1
        while true {
            let reason: RetryReason?
            let outcome: Result<Response, TransportError>
            do throws(TransportError) {
                let inbound = try await transport.send(outbound)
                let response = Response(
                    status: inbound.head.status, body: try await inbound.body.collect(upTo: Self.limit))
                outcome = .success(response)
                reason = RetryReason(status: response.status)
            } catch {
                outcome = .failure(error)
                reason = isFinal(error) ? nil : RetryReason(error)
            }
            guard let reason,
                case .retry(let delay, _) = policy.decide(
                    afterAttempt: attempt, reason: reason, bucket: &bucket, random: random())
            else { return try outcome.get() }
            do {
                try await clock.sleep(for: delay)
            } catch {
                throw TransportError(.cancelled, "the task was cancelled while waiting to retry")
            }
            attempt += 1
        }
    }
}

extension CredentialsError {
    /// Creates an error for a missing response. It contains only the kind of failure: the message may contain the URL,
    /// which works like a password in a container.
    init(_ error: TransportError, source: String, from host: String) {
        if error.kind == .cancelled {
            self = .cancelled(source)
        } else {
            self.init(.unavailable, source: source, reason: "\(host) did not respond (\(error.kind.rawValue))")
        }
    }
}
