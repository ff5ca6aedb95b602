import Diagnostics

extension Query {
    /// The keys of a query document.
    package static let keys = [
        "measures", "dimensions", "timeDimensions", "filters", "order", "limit", "offset", "timezone", "total",
    ]
    /// A time dimension as JSON, for messages.
    private static let timeExample = #"{"dimension": "ts", "granularity": "day"}"#
    private static let synonyms = [
        "metrics": "measures", "aggregations": "measures", "aggregates": "measures", "groupby": "dimensions",
        "where": "filters", "conditions": "filters", "orderby": "order", "sort": "order", "sortby": "order",
    ]

    /// Reads a query document, without looking up names.
    ///
    /// - Throws: ``QueryError`` with the first 100 unknown keys and parts of the wrong type.
    package init(json: JSONValue) throws(QueryError) {
        self.init()
        var reader = DocumentReader()
        if let members = reader.object(
            json, at: "", keys: Self.keys, what: "a query", example: #"{"measures": ["count"]}"#,
            synonyms: Self.synonyms)
        {
            for (index, item) in reader.array(
                members["measures"], at: "/measures", what: "measures", example: #"["count"]"#, wraps: true
            ).enumerated()
            where !reader.isFull {
                if let measure = Self.measure(item, at: "/measures/\(index)", &reader) { measures.append(measure) }
            }
            for (index, item) in reader.array(
                members["dimensions"], at: "/dimensions", what: "dimensions", example: #"["country"]"#, wraps: true
            ).enumerated()
            where !reader.isFull {
                if let name = reader.string(item, at: "/dimensions/\(index)", what: "a column's name") {
                    dimensions.append(name)
                }
            }
            let times = reader.array(
                members["timeDimensions"], at: "/timeDimensions", what: "time dimensions",
                example: "[\(Self.timeExample)]")
            for (index, item) in times.enumerated() where !reader.isFull {
                if let time = Self.timeDimension(item, at: "/timeDimensions/\(index)", &reader) {
                    timeDimensions.append(time)
                }
            }
            filters = Filter.read(members["filters"], at: "/filters", &reader)
            for (index, item) in reader.array(
                members["order"], at: "/order", what: "the order", example: #"[["count", "desc"]]"#
            ).enumerated()
            where !reader.isFull {
                if let entry = Self.order(item, at: "/order/\(index)", &reader) { order.append(entry) }
            }
            limit = reader.count(members["limit"], at: "/limit")
            offset = reader.count(members["offset"], at: "/offset") ?? 0
            timezone = reader.string(members["timezone"], at: "/timezone", what: "a time zone's name") ?? "UTC"
            total = reader.boolean(members["total"], at: "/total") ?? false
        }
        guard reader.issues.isEmpty else { throw QueryError(reader.issues) }
    }

    private static func measure(_ value: JSONValue, at pointer: String, _ reader: inout DocumentReader) -> MeasureItem?
    {
        if case .string(let text) = value { return MeasureItem(text) }
        guard case .object = value else {
            reader.report(
                .shape(
                    at: pointer, got: value,
                    expected: "a measure such as \"sum(amount)\" or {\"measure\": \"sum(amount)\", \"as\": \"total\"}")
            )
            return nil
        }
        let keys = ["measure", "as", "filters"]
        let synonyms = ["name": "as", "alias": "as", "function": "measure", "where": "filters"]
        guard
            let members = reader.object(
                value, at: pointer, keys: keys, what: "a measure", example: "{\"measure\": \"count\"}",
                synonyms: synonyms)
        else { return nil }
        let alias = reader.string(members["as"], at: pointer + "/as", what: "a name")
        guard let written = members["measure"] else {
            reader.report(QueryError.Issue(.invalidShape, at: pointer, "the key \"measure\" is missing"))
            return nil
        }
        guard let text = reader.string(written, at: pointer + "/measure", what: "a measure") else { return nil }
        return MeasureItem(text, as: alias, filters: Filter.read(members["filters"], at: pointer + "/filters", &reader))
    }

    private static func timeDimension(
        _ value: JSONValue, at pointer: String, _ reader: inout DocumentReader
    ) -> TimeDimension? {
        let keys = ["dimension", "granularity", "dateRange", "compareDateRange", "fill"]
        let synonyms = [
            "column": "dimension", "field": "dimension", "name": "dimension", "member": "dimension",
            "interval": "granularity", "bucket": "granularity", "range": "dateRange",
        ]
        guard
            let members = reader.object(
                value, at: pointer, keys: keys, what: "a time dimension", example: timeExample, synonyms: synonyms)
        else { return nil }
        guard let column = members["dimension"] else {
            reader.report(QueryError.Issue(.invalidShape, at: pointer, "the key \"dimension\" is missing"))
            return nil
        }
        guard let name = reader.string(column, at: pointer + "/dimension", what: "a column's name") else { return nil }
        var time = TimeDimension(name)
        time.granularity = reader.string(members["granularity"], at: pointer + "/granularity", what: "a granularity")
        time.fill = reader.boolean(members["fill"], at: pointer + "/fill") ?? false
        switch members["dateRange"].map({ dateRange($0, at: pointer + "/dateRange", &reader) }) {
        case .relative(let text)?: time.relativeRange = text
        case .bounds(let bounds)?: time.dateRange = bounds
        case nil: break
        }
        let compared = reader.array(
            members["compareDateRange"], at: pointer + "/compareDateRange", what: "ranges to compare",
            example: #"["2026-01", "2025-01"]"#)
        for (index, item) in compared.enumerated() where !reader.isFull {
            time.compareDateRange.append(dateRange(item, at: pointer + "/compareDateRange/\(index)", &reader))
        }
        return time
    }

    private static func dateRange(
        _ value: JSONValue, at pointer: String, _ reader: inout DocumentReader
    ) -> DateRange {
        if case .string(let text) = value { return .relative(text) }
        let items = reader.array(
            value, at: pointer, what: "a text such as \"last 7 days\" or two bounds",
            example: #"["2026-01-01", "2026-01-31"]"#)
        return .bounds(
            items.enumerated().compactMap { index, item in
                reader.isFull ? nil : reader.string(item, at: "\(pointer)/\(index)", what: "a date or an instant")
            })
    }

    private static func order(_ value: JSONValue, at pointer: String, _ reader: inout DocumentReader) -> OrderItem? {
        guard case .array(let pair) = value, pair.count == 2, case .string(let member) = pair[0],
            case .string(let direction) = pair[1]
        else {
            reader.report(.shape(at: pointer, got: value, expected: "a pair such as [\"count\", \"desc\"]"))
            return nil
        }
        guard let direction = OrderItem.Direction(rawValue: direction) else {
            let names = OrderItem.Direction.allCases.map(\.rawValue)
            let nearest =
                names.first { direction.lowercased().hasPrefix($0) } ?? reader.nearest(to: direction, among: names)
            reader.report(
                QueryError.Issue(
                    .invalidShape, at: pointer + "/1",
                    "got \(direction.quotedForMessage), expected \"asc\" or \"desc\"",
                    nearest: nearest))
            return nil
        }
        return OrderItem(member, direction)
    }
}
