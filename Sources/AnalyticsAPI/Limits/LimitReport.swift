import Diagnostics

/// The rest of a client's limits, as header fields of draft-ietf-httpapi-ratelimit-headers-10.
struct LimitReport: Sendable, Hashable {
    /// The name of the limit on concurrent requests.
    static let concurrentName = "concurrent"
    /// The name of the limit on concurrent queries.
    static let concurrentQueriesName = "concurrent-queries"

    /// The quantity that a limit counts.
    enum Subject: Sendable, Hashable {
        case requests
        case concurrentRequests
        case concurrentQueries
        case meter(LimitMeter)
    }

    /// One limit.
    struct Item: Sendable, Hashable {
        /// The quantity.
        let subject: Subject
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

        /// The limit as part of a sentence, such as `500 bytes of answers in 60 seconds`.
        var words: String {
            let end = window.map { " in " + $0.counted("second") } ?? " at a time"
            return switch subject {
            case .requests, .concurrentRequests: quota.counted("request") + end
            case .concurrentQueries: quota.counted("query, plan or row list", "queries, plans and row lists") + end
            case .meter(.databaseSeconds): quota.counted("second in the database", "seconds in the database") + end
            case .meter(.answerBytes): quota.counted("byte of answers", "bytes of answers") + end
            case .meter(.uploadBytes): quota.counted("byte of uploaded rows", "bytes of uploaded rows") + end
            }
        }
    }

    /// The limits, in the order of the fields.
    var items: [Item] = []

    /// Returns some of the limits as part of a sentence.
    ///
    /// - Parameter names: The names of the limits.
    func words(of names: [String]) -> String {
        items.filter { names.contains($0.name) }.map(\.words).joined(separator: ", and ")
    }

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
