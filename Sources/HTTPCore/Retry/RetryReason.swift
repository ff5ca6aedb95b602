public import HTTPTypes

/// The reason of a failure that a retry may overcome.
public enum RetryReason: Sendable, Hashable {
    /// A temporary failure of the service or the network.
    case transient
    /// A time-out. A retry costs more, because each such attempt has kept the service busy.
    case timeout
    /// The service is throttling requests.
    case throttled

    /// Classifies a response by its status; `nil` means that a retry would not help.
    /// - Parameter status: The response's status.
    public init?(status: HTTPResponse.Status) {
        switch status.code {
        case 500, 502, 503, 504: self = .transient
        case 429: self = .throttled
        default: return nil
        }
    }

    /// Classifies a failed exchange; `nil` means that a retry would not help.
    /// - Parameter error: The error of the exchange.
    public init?(_ error: TransportError) {
        guard error.isTransient else { return nil }
        self = error.isTimeout ? .timeout : .transient
    }
}
