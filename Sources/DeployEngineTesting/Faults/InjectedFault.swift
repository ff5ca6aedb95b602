/// A fault that ``FaultyTransport`` injects at a call.
package enum InjectedFault: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The service fails with status 500 and does nothing.
    case serviceError
    /// The service refuses the call, and a retry does not help.
    case refusal
    /// The request is lost, and the exchange exceeds its time-out.
    case timeout
    /// The service does what it is asked, and the response is lost until the time-out.
    case lostResponse
    /// The service throttles the call.
    case throttling
    /// The connection is reset before the service gets the request.
    case reset
    /// The connection is reset within the response, after the service did what it was asked.
    case resetResponse
    /// The service does what it is asked, and half of its response arrives as if it were whole.
    case truncatedBody
    /// The credentials are rejected as expired, at this call and at all later ones.
    case expiredCredentials
    /// An earlier response to the same request is returned, as of a replica that lags behind.
    case staleResponse
    /// The service reports a success without content, and nothing was done.
    case emptyResponse
    /// The process ends before the request is sent: neither this call nor a later one reaches the service.
    case kill
    /// The process ends after the service did what it was asked.
    case killAfterwards

    /// A Boolean value that indicates whether the service did what it was asked.
    package var takesEffect: Bool {
        switch self {
        case .lostResponse, .resetResponse, .truncatedBody, .killAfterwards: true
        default: false
        }
    }

    /// A Boolean value that indicates whether the fault applies to all later calls too.
    package var isPermanent: Bool {
        switch self {
        case .expiredCredentials, .kill, .killAfterwards: true
        default: false
        }
    }

    /// The fault's name.
    package var description: String { rawValue }
}

/// The end of a simulated process, the underlying error of each exchange after a ``InjectedFault/kill``.
package struct ProcessDeathError: Error, Sendable, Hashable {
    /// The number of the call at which the process ended.
    package let call: Int
}
