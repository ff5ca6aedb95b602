public import HTTPTypes

/// Why an attempt failed, as far as trying again is concerned.
public enum RetryReason: Sendable, Hashable {
    /// The service or the network failed for the moment.
    case transient
    /// No answer came in time. It costs more, because every such attempt has kept the service busy.
    case timeout
    /// The service asks for fewer requests.
    case throttled

    /// What HTTP alone tells of a response: `nil` means that trying again is no use.
    /// - Parameter status: The response's status.
    public init?(status: HTTPResponse.Status) {
        switch status.code {
        case 500, 502, 503, 504: self = .transient
        case 429: self = .throttled
        default: return nil
        }
    }

    /// What a failed exchange tells: `nil` means that trying again is no use.
    /// - Parameter error: What the exchange failed with.
    public init?(_ error: TransportError) {
        guard error.isTransient else { return nil }
        self = error.isTimeout ? .timeout : .transient
    }
}
