/// A query whose names, types and values have been checked against a dataset: what a store answers.
public struct ResolvedQuery: Sendable, Hashable {
    /// What rows are grouped by.
    public enum Grouping: Sendable, Hashable {
        /// The values of a column, by index.
        case column(Int)
        /// The buckets of a time column, by index. A date column is grouped by days, whatever the rule's zone.
        case bucket(column: Int, BucketRule)

        /// The index of the column.
        public var column: Int {
            switch self {
            case .column(let index), .bucket(let index, _): index
            }
        }
    }

    /// What an answer is ordered by.
    public struct Order: Sendable, Hashable {
        /// A grouping or a measure, by index.
        public enum Target: Sendable, Hashable { case group(Int), measure(Int) }
        /// By what.
        public let target: Target
        /// Whether the largest come first. Nulls come last either way.
        public let descending: Bool

        /// Orders by a grouping or a measure.
        public init(_ target: Target, descending: Bool) {
            self.target = target
            self.descending = descending
        }
    }

    /// Buckets to make up where rows left none.
    public struct Fill: Sendable, Hashable {
        /// The index of the time grouping in ``ResolvedQuery/groups``.
        public let group: Int
        /// The range to fill, `[from, to)`, or `nil` for the first to the last bucket found.
        public let range: Range<Timestamp>?

        /// Fills a grouping over a range.
        public init(group: Int, range: Range<Timestamp>?) {
            self.group = group
            self.range = range
        }
    }

    /// The type of a grouping's values: its column's. The start of a bucket is an instant, or for a date column a day.
    public func type(of grouping: Grouping) -> ColumnType { columns[grouping.column].type }

    /// The dataset's columns, which indices refer to.
    public let columns: [Column]
    /// Groupings in the order of the answer's columns.
    public let groups: [Grouping]
    /// Measures; those past ``visibleMeasures`` only serve conditions and order.
    public let measures: [Measure]
    /// How many of ``measures`` are part of the answer.
    public let visibleMeasures: Int
    /// The answer's columns: groupings, then visible measures.
    public let output: [ResultColumn]
    /// The condition on rows.
    public let rowFilter: Predicate
    /// The condition on groups.
    public let groupFilter: Predicate
    /// A total order: what the client asked for, then the remaining groupings, so that pages never overlap.
    public let order: [Order]
    /// The most groups to give, or `nil` for all.
    public let limit: Int?
    /// How many groups to skip.
    public let offset: Int
    /// Whether to count the groups.
    public let wantsTotal: Bool
    /// Gaps to fill.
    public let fill: Fill?
    /// The ranges of time that the query's bounds mean, in the order of the query.
    public let ranges: [ResolvedRange]

    /// `true` if no measure is rounded, those of conditions and of the order included (``Measure/isExact``).
    public var isExact: Bool { measures.allSatisfy(\.isExact) }

    /// Puts a checked query together.
    public init(
        columns: [Column], groups: [Grouping], measures: [Measure], visibleMeasures: Int, output: [ResultColumn],
        rowFilter: Predicate, groupFilter: Predicate, order: [Order], limit: Int?, offset: Int, wantsTotal: Bool,
        fill: Fill?, ranges: [ResolvedRange] = []
    ) {
        self.columns = columns
        self.groups = groups
        self.measures = measures
        self.visibleMeasures = visibleMeasures
        self.output = output
        self.rowFilter = rowFilter
        self.groupFilter = groupFilter
        self.order = order
        self.limit = limit
        self.offset = offset
        self.wantsTotal = wantsTotal
        self.fill = fill
        self.ranges = ranges
    }
}
