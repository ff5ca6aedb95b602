/// The limits on the requests of one client, in each process.
package struct RequestLimits: Sendable, Hashable {
    /// No limit.
    package static let none = RequestLimits()

    /// The maximum number of requests in windows of time, at most two.
    package var requests: [RequestQuota]
    /// The maximum number of requests at a time; `nil` for no limit.
    package var concurrent: Int?

    /// Creates limits.
    package init(requests: [RequestQuota] = [], concurrent: Int? = nil) {
        self.requests = requests
        self.concurrent = concurrent
    }
}

/// A maximum number of requests in a window of time, which begins with a client's first request.
package struct RequestQuota: Sendable, Hashable {
    /// The number of requests.
    package var quota: Int
    /// The length of the window in seconds.
    package var window: Int

    /// Creates a quota.
    package init(quota: Int, window: Int) {
        self.quota = quota
        self.window = window
    }

    /// The name in header fields and problems.
    var name: String { "requests-\(window)s" }
}
