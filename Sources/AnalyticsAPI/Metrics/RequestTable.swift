import Basics
import Models

/// The series of the metrics about requests: a pure value with one lookup for each request.
struct RequestTable: Sendable {
    /// A request that has been answered.
    struct Record: Sendable {
        /// The method, as ``RequestTable/known(_:)`` returns it.
        var method: String
        /// The route's pattern.
        var route: String
        /// The status of the answer.
        var status: Int
        /// The time from the head of the request to the last byte of the answer.
        var duration: Duration
        /// The bytes of the request's body that were received.
        var requestBytes: Int
        /// The bytes of the answer's body that were sent.
        var responseBytes: Int
        /// The ids of a sampled request; `nil` for another.
        var trace: TraceContext?
        /// The time of the answer.
        var time: Timestamp
    }

    private struct Key: Hashable {
        let method: String
        let route: String
    }

    private struct Series {
        var statuses: [UInt64] = Array(repeating: 0, count: 6)
        var durations = Histogram()
        var exemplars: [Int: Exemplar] = [:]
        var requestBytes = 0
        var responseBytes = 0
    }

    /// Methods that have series of their own. A client can put any word in front of a path.
    private static let methods: Set<String> = [
        "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY",
    ]

    private var series: [Key: Series] = [:]

    /// Returns a method, or `other` for one that no route has.
    static func known(_ method: String) -> String { methods.contains(method) ? method : "other" }

    /// Counts a request.
    mutating func add(_ record: Record) {
        Self.count(record, in: &series[Key(method: record.method, route: record.route), default: Series()])
    }

    private static func count(_ record: Record, in series: inout Series) {
        series.statuses[(1...5).contains(record.status / 100) ? record.status / 100 : 0] &+= 1
        let bucket = series.durations.record(record.duration)
        if let trace = record.trace {
            series.exemplars[bucket] = Exemplar(trace: trace, value: record.duration.inSeconds, time: record.time)
        }
        series.requestBytes += record.requestBytes
        series.responseBytes += record.responseBytes
    }

    /// Writes the series into a table.
    func write(into table: inout MetricTable) {
        for (key, series) in series {
            let labels = [key.method, key.route]
            for (index, count) in series.statuses.enumerated() where count > 0 {
                table.set(.requests, labels + [index == 0 ? "other" : "\(index)xx"], Double(count))
            }
            table.set(.requestDuration, labels, series.durations, exemplars: series.exemplars)
            table.set(.requestBytes, labels, Double(series.requestBytes))
            table.set(.responseBytes, labels, Double(series.responseBytes))
        }
    }
}
