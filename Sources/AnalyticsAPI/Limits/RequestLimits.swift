/// The budgets of one client: what its requests may take, in each process.
package struct RequestLimits: Sendable, Hashable {
    /// No limit.
    package static let none = RequestLimits()

    /// The maximum number of requests in windows of time, at most two.
    package var requests: [RequestQuota]
    /// The maximum number of requests at a time; `nil` for no limit.
    package var concurrent: Int?
    /// The maximum number of queries and row lists at a time; `nil` for no limit.
    package var concurrentQueries: Int?
    /// The quotas of the quantities that requests use up in a window of time.
    package var meters: [LimitMeter: RequestQuota]
    /// The maximum number of groups of one answer; `nil` for the server's own limits.
    package var groups: Int?
    /// The maximum cost of a query by the estimate of the database's planner; `nil` for no limit.
    package var planCost: Int?
    /// The maximum length of the time that a query or a row list covers, in days; `nil` for no limit.
    package var maximumDays: Int?

    /// Creates limits.
    package init(
        requests: [RequestQuota] = [], concurrent: Int? = nil, concurrentQueries: Int? = nil,
        meters: [LimitMeter: RequestQuota] = [:], groups: Int? = nil, planCost: Int? = nil, maximumDays: Int? = nil
    ) {
        self.requests = requests
        self.concurrent = concurrent
        self.concurrentQueries = concurrentQueries
        self.meters = meters
        self.groups = groups
        self.planCost = planCost
        self.maximumDays = maximumDays
    }

    /// A Boolean value that indicates whether requests of the client are counted.
    var isCounted: Bool {
        !requests.isEmpty || concurrent != nil || concurrentQueries != nil || !meters.isEmpty
    }
}

/// A maximum number of requests, or of what they use up, in a window of time, which begins with a client's first request.
package struct RequestQuota: Sendable, Hashable {
    /// The number.
    package var quota: Int
    /// The length of the window in seconds.
    package var window: Int

    /// Creates a quota.
    package init(quota: Int, window: Int) {
        self.quota = quota
        self.window = window
    }

    /// The name of a number of requests in header fields and problems.
    var name: String { "requests-\(window)s" }
}

/// A quantity that requests use up, and that is known only while they run.
package enum LimitMeter: String, Sendable, Hashable, CaseIterable {
    /// The time in the database, in seconds.
    case databaseSeconds
    /// The bytes of answers.
    case answerBytes
    /// The bytes of uploaded rows, as received.
    case uploadBytes

    /// The largest quota: the largest Integer of a Structured Field for bytes (RFC 9651, section 3.3.1).
    package var maximum: Int {
        switch self {
        case .databaseSeconds: 1_000_000_000
        case .answerBytes, .uploadBytes: 999_999_999_999_999
        }
    }

    /// The number of counted units in one unit of the quota.
    var scale: Int64 {
        switch self {
        case .databaseSeconds: 1_000_000
        case .answerBytes, .uploadBytes: 1
        }
    }

    /// The unit of the quota in header fields. The draft has none for time, so that is this server's own.
    var unit: String {
        switch self {
        case .databaseSeconds: "weir-database-seconds"
        case .answerBytes, .uploadBytes: "content-bytes"
        }
    }

    /// Returns the name of the meter's limit in header fields and problems.
    func name(_ quota: RequestQuota) -> String {
        switch self {
        case .databaseSeconds: "database-\(quota.window)s"
        case .answerBytes: "answers-\(quota.window)s"
        case .uploadBytes: "uploads-\(quota.window)s"
        }
    }
}
