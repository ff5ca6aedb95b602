import Diagnostics

/// Looks up a query's names in a dataset and collects the first errors.
struct QueryResolver {
    /// The maximum number of values in all filters, below the 32,766 that one SQLite statement can bind.
    static let maximumFilterValues = 20_000
    /// The maximum number of conditions in all filters, "and" and "or" included.
    ///
    /// With more, a database plans for seconds, during which the statement cannot be cancelled.
    static let maximumConditions = 2000
    /// The maximum number of items of each kind; databases limit the columns of a result.
    static let maximumItems = 256
    /// The maximum number of measures in the result, the filters and the order; databases limit the columns of a statement.
    static let maximumMeasures = 512
    /// The maximum number of text measures: each text can be a megabyte, and a row of a result is buffered.
    static let maximumTextMeasures = 8

    let dataset: DatasetDefinition
    let zone: ZoneRules
    /// The columns that do not exist for the query's client.
    private let hidden: Set<Identifier>
    /// The time of the query.
    let now: Timestamp
    private var errors = ErrorList<QueryError.Issue>()
    /// The index of each column by its name.
    let positions: [String: Int]
    /// The index of each column by its former names.
    let formerPositions: [String: Int]
    /// The former names that the query uses, with the present ones, each once.
    var formerNames: [FormerName] = []
    /// The datasets that exist for the client among those in which columns are looked up, by their names.
    let targets: [Identifier: LookupTarget]
    /// The dataset's columns, then the columns that the query looks up.
    var columns: [Column]
    /// The datasets that the query looks up values in.
    var lookups: [ResolvedLookup] = []
    /// The index of each column that is looked up, by its name in the query.
    var lookedUp: [String: Int] = [:]
    var groups: [ResolvedQuery.Grouping] = []
    var measures: [Measure] = []
    var output: [ResultColumn] = []
    /// The time ranges of the query's bounds.
    var ranges: [ResolvedRange] = []
    /// `true` if the answer depends on the time zone.
    var usesZone = false
    /// The ranges that the query compares.
    var comparison: ComparedRanges?
    /// `true` if a filter may name a measure.
    private var allowMeasures = true
    var reader: ValueReader { ValueReader(zone: zone) }
    /// The index of each measure by its notation and by its alias.
    var measureNames: [String: Int] = [:]

    init(
        dataset: DatasetDefinition, zone: ZoneRules, hiding hidden: Set<Identifier> = [], now: Timestamp = .earliest,
        lookups: [Identifier: LookupTarget] = [:]
    ) {
        self.dataset = dataset
        columns = dataset.columns
        targets = lookups
        self.zone = zone
        self.hidden = hidden
        self.now = now
        positions = Dictionary(
            dataset.columns.enumerated().filter { !hidden.contains($1.name) }.map { ($1.name.rawValue, $0) },
            uniquingKeysWith: { first, _ in first })
        formerPositions = Dictionary(
            dataset.columns.enumerated().filter { !hidden.contains($1.name) }.flatMap { index, column in
                column.formerNames.map { ($0.rawValue, index) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The index of the dataset's time column; `nil` if there is none, or none that exists for the client.
    var timeIndex: Int? { dataset.timeColumn.flatMap { positions[$0.rawValue] } }

    /// The columns that the client may use.
    var visibleColumns: [Column] { dataset.columns.filter { !hidden.contains($0.name) } }

    /// `true` if further errors are dropped.
    var isFull: Bool { errors.isFull }

    mutating func resolve(_ query: Query, limits: QueryLimits) throws(QueryError) -> ResolvedQuery {
        checkSizes(query)
        // A query that is too large is not checked further.
        try check()
        checkZone(query.timezone)
        if query.measures.isEmpty, query.dimensions.isEmpty,
            !query.timeDimensions.contains(where: { $0.granularity != nil })
        {
            report(.emptyQuery, at: "", "a query needs a measure, a dimension or a time dimension with a granularity")
        }
        for (index, name) in query.dimensions.enumerated() where !isFull {
            addDimension(name, at: "/dimensions/\(index)")
        }
        var (conditions, fill) = addTimeDimensions(query.timeDimensions)
        addMeasures(query.measures)
        let visible = resolveComparison(query)
        let (rows, havings) = resolveFilters(query.filters, at: "/filters")
        if rows != .always { conditions.append(rows) }
        let order = resolveOrder(query.order, visible: visible)
        checkTextMeasures()
        let limit = resolveLimit(query.limit, limits)
        if fill != nil, let index = fill?.group, groups.indices.contains(index) == false { fill = nil }
        try check()
        return ResolvedQuery(
            columns: columns, groups: groups, measures: measures, visibleMeasures: visible, output: output,
            rowFilter: conditions.count == 1 ? conditions[0] : .and(conditions), groupFilter: havings, order: order,
            limit: limit,
            offset: query.offset, wantsTotal: query.total, fill: fill, ranges: ranges,
            comparison: comparison?.resolved, formerNames: formerNames, lookups: lookups,
            zone: usesZone ? zone : nil)
    }

    mutating func resolveRows(_ filters: [Filter]) throws(QueryError) -> ResolvedFilter {
        checkFilterValues(filters, at: "")
        try check()
        allowMeasures = false
        let (rows, _) = resolveFilters(filters, at: "")
        try check()
        return rows
    }

    /// Returns a condition of a measure, in which every member is a column.
    mutating func rowCondition(_ filters: [Filter], at pointer: String) -> ResolvedFilter {
        allowMeasures = false
        defer { allowMeasures = true }
        return resolveFilters(filters, at: pointer).rows
    }

    private func check() throws(QueryError) {
        guard errors.isEmpty else { throw QueryError(errors.all) }
    }

    mutating func report(_ code: QueryError.Code, at pointer: String, _ detail: String, nearest: String? = nil) {
        errors.append(QueryError.Issue(code, at: pointer, detail, nearest: nearest))
    }

    /// Returns the nearest valid name.
    mutating func nearest(to name: String, among names: some Sequence<String>) -> String? {
        errors.nearest(to: name, among: names)
    }

    /// Returns the nearest valid name by a search of the caller's.
    mutating func nearest(by find: (inout NearestNameSearch) -> String?) -> String? { errors.nearest(by: find) }

    // MARK: Limits

    private mutating func checkZone(_ name: String) {
        if ZoneRules.named(name) == nil {
            report(
                .unknownTimeZone, at: "/timezone", "got \(name.quotedForMessage), expected \(ZoneRules.expected)",
                nearest: ZoneRules.nearestName(to: name))
        }
    }

    private mutating func checkSizes(_ query: Query) {
        for (key, count) in [
            ("measures", query.measures.count), ("dimensions", query.dimensions.count),
            ("timeDimensions", query.timeDimensions.count), ("order", query.order.count),
        ] where count > Self.maximumItems {
            report(.outOfRange, at: "/\(key)", "got \(count) items, expected at most \(Self.maximumItems)")
        }
        let inner = query.measures.flatMap(\.filters)
        checkFilterValues(query.filters + inner, at: query.filters.isEmpty && !inner.isEmpty ? "/measures" : "/filters")
    }

    private mutating func checkTextMeasures() {
        let count = measures.count { $0.type == .string }
        if count > Self.maximumTextMeasures {
            report(
                .outOfRange, at: "/measures",
                """
                got \(count) measures that are values of strings (min, max, first, last), those of filters and order included; expected at most \
                \(Self.maximumTextMeasures), because each can be a megabyte
                """)
        }
    }

    private mutating func checkFilterValues(_ filters: [Filter], at pointer: String) {
        let count = Self.countValues(filters)
        if count > Self.maximumFilterValues {
            report(
                .outOfRange, at: pointer,
                "got \(count) conditions and values in all filters, expected at most \(Self.maximumFilterValues)")
        }
        let conditions = Self.countConditions(filters)
        if count <= Self.maximumFilterValues, conditions > Self.maximumConditions {
            report(
                .outOfRange, at: pointer,
                "got \(conditions) conditions in all filters, expected at most \(Self.maximumConditions); one condition takes a list of values"
            )
        }
    }

    private static func countConditions(_ filters: [Filter]) -> Int {
        filters.reduce(0) { sum, filter in
            switch filter {
            case .and(let inner), .or(let inner): sum + 1 + countConditions(inner)
            case .member: sum + 1
            }
        }
    }

    private static func countValues(_ filters: [Filter]) -> Int {
        filters.reduce(0) { sum, filter in
            switch filter {
            case .and(let inner), .or(let inner): sum + 1 + countValues(inner)
            case .member(_, _, let values): sum + 1 + values.count
            }
        }
    }

    private mutating func resolveLimit(_ limit: Int?, _ limits: QueryLimits) -> Int? {
        guard let limit else { return limits.defaultLimit }
        if let maximum = limits.maximumLimit, limit > maximum {
            report(
                .outOfRange, at: "/limit",
                "got \(limit), expected at most \(maximum); NDJSON and CSV results are streamed without a limit")
        }
        return limit
    }

    // MARK: Groupings

    /// Returns the index of a column that exists for the query.
    mutating func position(of name: String) -> Int? {
        if let index = positions[name] { return index }
        guard let index = formerPositions[name] else { return lookupPosition(of: name) }
        let found = FormerName(name: name, column: dataset.columns[index].name)
        if !formerNames.contains(found) { formerNames.append(found) }
        return index
    }

    mutating func column(_ name: String, at pointer: String) -> Int? {
        if let index = position(of: name) {
            checkLookup(index, at: pointer)
            return index
        }
        if !reportUnknownLookup(name, at: pointer) { reportUnknown(name, at: pointer) }
        return nil
    }

    /// Reports a name that no column has; people often write the label, which the explorer and charts show.
    private mutating func reportUnknown(_ name: String, at pointer: String, or others: [String] = []) {
        if reportLabel(name, at: pointer) || reportNested(name, at: pointer) { return }
        let columns = visibleColumns
        let nearest = nearest { $0.column(name, among: columns, and: others) }
        report(
            .unknownColumn, at: pointer,
            "the dataset \"\(dataset.name)\" has no column \(name.quotedForMessage)"
                + (nearest == nil ? columns.namesForMessage : ""),
            nearest: nearest)
    }

    /// Reports the label of a column in place of its name; returns `false` for another text.
    mutating func reportLabel(_ text: String, at pointer: String) -> Bool {
        guard let column = dataset.columns.first(where: { !hidden.contains($0.name) && $0.label == text }) else {
            return false
        }
        report(
            .unknownColumn, at: pointer,
            "\(text.quotedForMessage) is the label of the column \"\(column.name)\"",
            nearest: column.name.rawValue)
        return true
    }

    mutating func addOutput(_ column: ResultColumn, at pointer: String) {
        if output.contains(where: { $0.name == column.name }) {
            report(
                .duplicateName, at: pointer,
                "the result would have two columns named \(column.name.quotedForMessage); rename one with \"as\", or leave one out"
            )
        }
        output.append(column)
    }

    private mutating func addDimension(_ name: String, at pointer: String) {
        if name.contains("."), !isLookup(name) {
            let stem = String(name.prefix { $0 != "." })
            let isPart = positions[stem] != nil || formerPositions[stem] != nil
            if isPart || !reportLabel(name, at: pointer) { addPart(name, at: pointer) }
            return
        }
        guard let index = column(name, at: pointer) else { return }
        let type = columns[index].type
        guard type.isComparable else {
            report(
                .typeMismatch, at: pointer,
                "\"\(name)\" of type \(type.rawValue) cannot be grouped by\(type.remedyForMessage)")
            return
        }
        groups.append(.column(index))
        addOutput(ResultColumn(name: name, type: type), at: pointer)
    }

    private mutating func addTimeDimensions(_ dimensions: [TimeDimension]) -> ([ResolvedFilter], ResolvedQuery.Fill?) {
        var conditions: [ResolvedFilter] = []
        var fill: ResolvedQuery.Fill?
        for (position, item) in dimensions.enumerated() where !isFull {
            let pointer = "/timeDimensions/\(position)"
            guard let index = column(item.dimension, at: pointer + "/dimension") else { continue }
            let type = columns[index].type
            guard type.isTime else {
                report(
                    .typeMismatch, at: pointer + "/dimension",
                    "\"\(item.dimension)\" has type \(type.rawValue), expected timestamp or date")
                continue
            }
            if !item.compareDateRange.isEmpty {
                conditions.append(compare(item, at: pointer, column: index))
            }
            let range =
                item.relativeRange.flatMap {
                    relativeRange($0, at: now, of: item.dimension, type, at: pointer + "/dateRange")
                }
                ?? item.dateRange.flatMap { dateRange($0, of: item.dimension, type, at: pointer + "/dateRange") }
            if let range { conditions.append(.test(operand: index, .inRange(from: range.from, to: range.before))) }
            let granularity = item.granularity.flatMap { self.granularity($0, type, at: pointer + "/granularity") }
            if item.fill {
                if item.granularity == nil {
                    report(.invalidShape, at: pointer + "/fill", "\"fill\" needs a granularity")
                } else if fill != nil {
                    report(.invalidShape, at: pointer + "/fill", "only one time dimension can be filled")
                } else {
                    fill = ResolvedQuery.Fill(
                        group: groups.count,
                        range: item.compareDateRange.isEmpty ? range?.instants : comparison?.instants.first)
                }
            }
            guard let granularity, let written = item.granularity else { continue }
            if type == .timestamp { usesZone = true }
            groups.append(.bucket(column: index, BucketRule(granularity: granularity, zone: zone)))
            addOutput(
                ResultColumn(
                    name: "\(item.dimension).\(written)", type: type, zone: type == .timestamp ? zone : nil),
                at: pointer)
        }
        return (conditions, fill)
    }

    private mutating func granularity(_ text: String, _ type: ColumnType, at pointer: String) -> Granularity? {
        guard let granularity = Granularity(text) else {
            let nearest = nearest(to: text, among: Granularity.Unit.allCases.lazy.map(\.rawValue))
            report(
                .unknownGranularity, at: pointer, "got \(text.quotedForMessage), expected \(Granularity.expected)",
                nearest: nearest)
            return nil
        }
        guard type == .timestamp || granularity.isWholeDays else {
            report(
                .typeMismatch, at: pointer,
                "got \(text.quotedForMessage) on a date column, expected day, week, month, quarter, year or a number of them"
            )
            return nil
        }
        return granularity
    }

    mutating func dateRange(
        _ texts: [String], of column: String, _ type: ColumnType, at pointer: String
    ) -> ResolvedRange? {
        guard texts.count == 2 else {
            report(.valueCount, at: pointer, "got \(texts.count.counted("value")), expected two, [from, to]")
            return nil
        }
        return range(texts.map { .string($0) }, of: column, type, at: pointer, values: pointer)
    }

    // MARK: Members of filters

    mutating func operand(_ name: String, at pointer: String) -> Operand? {
        if let index = position(of: name) {
            checkLookup(index, at: pointer)
            return .column(index, columns[index].type)
        }
        if reportUnknownLookup(name, at: pointer) { return nil }
        if measureNames[name] == nil, MeasureNotation(name).function == nil, reportLabel(name, at: pointer) {
            return nil
        }
        if allowMeasures, measureNames[name] != nil || name == "count" || name.contains("(") {
            guard let index = hiddenMeasure(name, at: pointer) else { return nil }
            if measures[index].stage == .answer {
                report(
                    .typeMismatch, at: pointer,
                    "\(name.quotedForMessage) is computed from the groups that pass the conditions, so it cannot be in one"
                )
                return nil
            }
            return .measure(index, measures[index].type)
        }
        reportUnknown(name, at: pointer, or: allowMeasures ? measureNames.keys.sorted() : [])
        return nil
    }

    /// Returns the index of a measure for a condition or the order, which is not part of the result.
    mutating func hiddenMeasure(_ name: String, at pointer: String) -> Int? {
        if let index = measureNames[name] { return index }
        guard measures.count < Self.maximumMeasures else {
            report(
                .outOfRange, at: pointer,
                "got more than \(Self.maximumMeasures) measures in the result, the filters and the order, which is the maximum"
            )
            return nil
        }
        guard var measure = measure(name, at: pointer) else { return nil }
        // Before the comparison is resolved, measures are those of all ranges.
        if let comparison, !comparison.counts.isEmpty, measure.stage == .rows {
            measure = comparison.measure(measure, in: 0)
        }
        measureNames[name] = measures.count
        measures.append(measure)
        return measures.count - 1
    }
}
