/// The rest of a client's limits, as header fields of draft-ietf-httpapi-ratelimit-headers-10.
struct LimitReport: Sendable, Hashable {
    /// The name of the limit on concurrent requests.
    static let concurrentName = "concurrent"
    /// The name of the limit on concurrent queries.
    static let concurrentQueriesName = "concurrent-queries"

    /// One limit.
    struct Item: Sendable, Hashable {
        /// The name, of letters, digits and hyphens.
        let name: String
        /// The quota.
        let quota: Int
        /// The length of the window in seconds; `nil` for a limit at any time.
        var window: Int?
        /// The unit of the quota; `nil` for requests.
        var unit: String?
        /// The rest of the quota.
        let remaining: Int
        /// The seconds until the quota is available again; `nil` for a limit at any time.
        var reset: Int?
        /// The seconds after which a request can succeed; `nil` if it can now.
        var wait: Int?
    }

    /// The limits, in the order of the fields.
    var items: [Item] = []

    /// The value of `RateLimit-Policy`: a Structured Field list of strings with parameters.
    var policy: String {
        items.map { item in
            "\"\(item.name)\";q=\(item.quota)" + (item.window.map { ";w=\($0)" } ?? "")
                + (item.unit.map { ";qu=\"\($0)\"" } ?? "")
        }.joined(separator: ", ")
    }

    /// The value of `RateLimit`.
    var state: String {
        items.map { "\"\($0.name)\";r=\($0.remaining)" + ($0.reset.map { ";t=\($0)" } ?? "") }.joined(separator: ", ")
    }
}
