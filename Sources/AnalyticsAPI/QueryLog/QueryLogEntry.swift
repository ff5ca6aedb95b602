import Models
import Storage

/// A query that a client has run. It contains no value of the query and no part of a credential.
struct QueryLogEntry: Sendable, Hashable {
    /// The time of the request.
    var time: Timestamp
    /// The request's id.
    var requestID: String
    /// The client's name in the log: `admin`, `anonymous`, or the id of its key, token or link.
    var identity: String
    /// The dataset.
    var dataset: String
    /// The digest of the query's shape.
    var digest: String
    /// The route's pattern.
    var route: String
    /// The status of the answer.
    var status: Int
    /// The time from the head of the request to the last byte of the answer.
    var duration: Duration
    /// The time in the database, without waits.
    var database: Duration
    /// The waits for a turn and for a connection.
    var queue: Duration
    /// The groups that were read from the database.
    var rows: Int
    /// The bytes of the answer's body that were sent.
    var bytes: Int
    /// `false` if the client disconnected or the answer failed on the way.
    var isComplete: Bool
    /// The part of the store that was read.
    var source: String

    /// A column of the dataset of entries.
    private typealias Field = (column: Column, value: @Sendable (QueryLogEntry) -> Value)

    private static let fields: [Field] = [
        field("time", .timestamp) { .timestamp($0.time) }, field("request_id", .string) { .string($0.requestID) },
        field("identity", .string) { .string($0.identity) }, field("dataset", .string) { .string($0.dataset) },
        field("digest", .string) { .string($0.digest) }, field("route", .string) { .string($0.route) },
        field("status", .integer) { .integer(Int64($0.status)) },
        field("duration_ms", .double, unit: "ms") { .double($0.duration.inMilliseconds) },
        field("database_ms", .double, unit: "ms") { .double($0.database.inMilliseconds) },
        field("queue_ms", .double, unit: "ms") { .double($0.queue.inMilliseconds) },
        field("rows", .integer) { .integer(Int64($0.rows)) },
        field("bytes", .integer, unit: "B") { .integer(Int64($0.bytes)) },
        field("complete", .boolean) { .boolean($0.isComplete) }, field("source", .string) { .string($0.source) },
    ]

    private static func field(
        _ name: StaticString, _ type: ColumnType, unit: String? = nil,
        _ value: @escaping @Sendable (QueryLogEntry) -> Value
    ) -> Field {
        (Column(name: Identifier(known: name), type: type, nullable: false, unit: unit), value)
    }

    /// Returns the definition of a dataset of entries.
    static func definition(named name: Identifier) throws(DefinitionError) -> DatasetDefinition {
        try DatasetDefinition(name: name, columns: fields.map(\.column), timeColumn: fields[0].column.name)
    }

    /// Returns entries as rows of the dataset.
    static func rows(_ entries: [QueryLogEntry]) -> RowBatch {
        RowBatch(
            columns: fields.map { field in
                var column = ColumnVector(type: field.column.type)
                for entry in entries { column.append(field.value(entry)) }
                return column
            })
    }
}

extension Duration {
    /// The duration in milliseconds, in steps of a microsecond.
    fileprivate var inMilliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000
    }
}

extension Identifier {
    /// The name of the dataset of recent queries. No other dataset can have it.
    static let queryLog = Identifier(known: "_queries")
}

/// The client, the dataset and the shape of a query, which are known when it begins.
struct QueryNote: Sendable, Hashable {
    /// The client's name in the log.
    let identity: String
    /// The dataset.
    let dataset: String
    /// The digest of the query's shape.
    let digest: String
}

extension Query {
    /// A digest of the query without the values of its filters and without its dates, so that a panel of a dashboard keeps its digest.
    var shapeDigest: String {
        var digest = FieldDigest()
        digest.add("weir-shape-1")
        digest.list(measures) { digest, item in
            digest.add(item.measure)
            digest.list(item.filters) { $0.add(shapeOf: $1) }
        }
        digest.list(dimensions) { $0.add($1) }
        digest.list(timeDimensions) { digest, item in
            digest.add(item.dimension)
            digest.add(item.granularity)
            digest.add(item.dateRange != nil || item.relativeRange != nil ? "range" : nil)
            digest.add(String(item.compareDateRange.count))
            digest.add(item.fill ? "f" : "-")
        }
        digest.list(filters) { $0.add(shapeOf: $1) }
        digest.list(order) { digest, item in
            digest.add(item.member)
            digest.add(item.direction.rawValue)
        }
        digest.add(timezone)
        return digest.text(bytes: 6)
    }
}

extension FieldDigest {
    /// Adds a filter without its values.
    fileprivate mutating func add(shapeOf filter: Filter) {
        switch filter {
        case .and(let filters):
            add("and")
            list(filters) { $0.add(shapeOf: $1) }
        case .or(let filters):
            add("or")
            list(filters) { $0.add(shapeOf: $1) }
        case .member(let name, let comparison, _):
            add(name)
            add(comparison.rawValue)
        }
    }
}
