import Diagnostics

extension Query {
    private static let keys = [
        "measures", "dimensions", "timeDimensions", "filters", "order", "limit", "offset", "timezone", "total",
    ]

    /// Reads a query document, without looking up names.
    ///
    /// - Throws: ``InvalidQuery`` with the first 100 unknown keys and parts of the wrong type.
    public init(json: JSONValue) throws(InvalidQuery) {
        self.init()
        var shape = QueryShape()
        if let members = shape.object(json, at: "", keys: Self.keys, what: "a query") {
            for (index, item) in shape.array(members["measures"], at: "/measures", what: "measures").enumerated()
            where !shape.isFull {
                if let measure = Self.measure(item, at: "/measures/\(index)", &shape) { measures.append(measure) }
            }
            for (index, item) in shape.array(members["dimensions"], at: "/dimensions", what: "dimensions").enumerated()
            where !shape.isFull {
                if let name = shape.string(item, at: "/dimensions/\(index)", what: "a column's name") {
                    dimensions.append(name)
                }
            }
            let times = shape.array(members["timeDimensions"], at: "/timeDimensions", what: "time dimensions")
            for (index, item) in times.enumerated() where !shape.isFull {
                if let time = Self.timeDimension(item, at: "/timeDimensions/\(index)", &shape) {
                    timeDimensions.append(time)
                }
            }
            filters = Filter.read(members["filters"], at: "/filters", &shape)
            for (index, item) in shape.array(members["order"], at: "/order", what: "the order").enumerated()
            where !shape.isFull {
                if let entry = Self.order(item, at: "/order/\(index)", &shape) { order.append(entry) }
            }
            limit = shape.count(members["limit"], at: "/limit")
            offset = shape.count(members["offset"], at: "/offset") ?? 0
            timezone = shape.string(members["timezone"], at: "/timezone", what: "a time zone's name") ?? "UTC"
            total = shape.boolean(members["total"], at: "/total") ?? false
        }
        guard shape.problems.isEmpty else { throw InvalidQuery(shape.problems) }
    }

    private static func measure(_ value: JSONValue, at pointer: String, _ shape: inout QueryShape) -> MeasureItem? {
        if case .string(let text) = value { return MeasureItem(text) }
        guard case .object = value else {
            shape.report(
                .shape(at: pointer, got: value, expected: "a measure such as \"sum(amount)\" or {measure, as}"))
            return nil
        }
        guard let members = shape.object(value, at: pointer, keys: ["measure", "as"], what: "a measure") else {
            return nil
        }
        let alias = shape.string(members["as"], at: pointer + "/as", what: "a name")
        guard let written = members["measure"] else {
            shape.report(QueryProblem(.invalidShape, at: pointer, "the key \"measure\" is missing"))
            return nil
        }
        guard let text = shape.string(written, at: pointer + "/measure", what: "a measure") else { return nil }
        return MeasureItem(text, as: alias)
    }

    private static func timeDimension(
        _ value: JSONValue, at pointer: String, _ shape: inout QueryShape
    ) -> TimeDimension? {
        let keys = ["dimension", "granularity", "dateRange", "fill"]
        guard let members = shape.object(value, at: pointer, keys: keys, what: "a time dimension") else { return nil }
        guard let column = members["dimension"] else {
            shape.report(QueryProblem(.invalidShape, at: pointer, "the key \"dimension\" is missing"))
            return nil
        }
        guard let name = shape.string(column, at: pointer + "/dimension", what: "a column's name") else { return nil }
        var time = TimeDimension(name)
        time.granularity = shape.string(members["granularity"], at: pointer + "/granularity", what: "a granularity")
        time.fill = shape.boolean(members["fill"], at: pointer + "/fill") ?? false
        if let range = members["dateRange"] {
            let items = shape.array(range, at: pointer + "/dateRange", what: "[from, to]")
            time.dateRange = items.enumerated().compactMap { index, item in
                shape.isFull
                    ? nil : shape.string(item, at: pointer + "/dateRange/\(index)", what: "a date or an instant")
            }
        }
        return time
    }

    private static func order(_ value: JSONValue, at pointer: String, _ shape: inout QueryShape) -> OrderItem? {
        guard case .array(let pair) = value, pair.count == 2, case .string(let member) = pair[0],
            case .string(let direction) = pair[1]
        else {
            shape.report(.shape(at: pointer, got: value, expected: "a pair such as [\"count\", \"desc\"]"))
            return nil
        }
        guard let direction = OrderItem.Direction(rawValue: direction) else {
            let nearest = shape.nearest(to: direction, among: OrderItem.Direction.allCases.map(\.rawValue))
            shape.report(
                QueryProblem(
                    .invalidShape, at: pointer + "/1",
                    "got \(direction.quotedForMessage), expected \"asc\" or \"desc\"",
                    nearest: nearest))
            return nil
        }
        return OrderItem(member, direction)
    }
}
