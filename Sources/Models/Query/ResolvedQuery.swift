/// A query with names, types and values checked against a dataset, which stores run.
public struct ResolvedQuery: Sendable, Hashable {
    /// A key to group rows by.
    package enum Grouping: Sendable, Hashable {
        /// The values of a column, by index.
        case column(Int)
        /// The buckets of a time column, by index. The days of a date column do not depend on the rule's time zone.
        case bucket(column: Int, BucketRule)
        /// A part of the dates or local times of a time column, by index, as an integer.
        case part(column: Int, DatePart, ZoneRules)

        /// `true` for buckets.
        package var isBucket: Bool { if case .bucket = self { true } else { false } }

        /// The index of the column.
        package var column: Int {
            switch self {
            case .column(let index), .bucket(let index, _), .part(let index, _, _): index
            }
        }
    }

    /// The index of the only grouping by buckets of time; `nil` if there is none, or several.
    package var timeGroup: Int? {
        let times = groups.indices.filter { groups[$0].isBucket }
        return times.count == 1 ? times[0] : nil
    }

    /// `true` if a measure is computed from all groups of the answer.
    package var hasWindows: Bool { measures.contains { $0.stage == .answer } }

    /// A sort key of the result.
    package struct Order: Sendable, Hashable {
        /// A grouping or a measure, by index.
        package enum Target: Sendable, Hashable { case group(Int), measure(Int) }
        /// The grouping or measure.
        package let target: Target
        /// `true` if the largest value comes first. Nulls come last in both directions.
        package let descending: Bool

        /// Creates a sort key.
        package init(_ target: Target, descending: Bool) {
            self.target = target
            self.descending = descending
        }
    }

    /// The gap filling of a time grouping: buckets without rows become part of the result.
    package struct Fill: Sendable, Hashable {
        /// The index of the time grouping in ``ResolvedQuery/groups``.
        package let group: Int
        /// The range to fill, `[from, to)`; `nil` for the first to the last bucket with rows.
        package let range: Range<Timestamp>?

        /// Creates the gap filling of a grouping.
        package init(group: Int, range: Range<Timestamp>?) {
            self.group = group
            self.range = range
        }
    }

    /// The comparison of time ranges: each measure is computed for one of them.
    package struct Comparison: Sendable, Hashable {
        /// The index of the time column.
        package let column: Int
        /// The ranges; the first is the one that the others are compared with.
        package let ranges: [Range<Timestamp>]
        /// The number of the range of each measure, by the measure's index.
        package let measures: [Int: Int]
        /// The index of the measure that counts the rows of each range.
        package let counts: [Int]

        /// Creates a comparison.
        package init(column: Int, ranges: [Range<Timestamp>], measures: [Int: Int], counts: [Int]) {
            self.column = column
            self.ranges = ranges
            self.measures = measures
            self.counts = counts
        }
    }

    /// Returns the type of a grouping's values: its column's type, as a bucket's start is an instant, or a day of a date column; an
    /// integer for a part of a date.
    package func type(of grouping: Grouping) -> ColumnType {
        if case .part = grouping { .integer } else { columns[grouping.column].type }
    }

    /// The dataset's columns, to which indices refer, then the columns that are looked up.
    package let columns: [Column]
    /// The groupings, in the order of the result's columns.
    package let groups: [Grouping]
    /// The measures; those past ``visibleMeasures`` serve conditions and the order only.
    package let measures: [Measure]
    /// The number of measures that are part of the result.
    package let visibleMeasures: Int
    /// The result's columns: groupings, then visible measures.
    public let output: [ResultColumn]
    /// The condition on rows.
    package private(set) var rowFilter: ResolvedFilter
    /// The condition on groups.
    package let groupFilter: ResolvedFilter
    /// A total order: the client's sort keys, then the remaining groupings, so that pages never overlap.
    package let order: [Order]
    /// The maximum number of groups; `nil` for all.
    public let limit: Int?
    /// The number of groups to skip.
    public let offset: Int
    /// A Boolean value that indicates whether the result has the number of groups.
    package let wantsTotal: Bool
    /// The gap filling, if the query asks for it.
    package let fill: Fill?
    /// The time ranges of the query's bounds, in the order of the query.
    package let ranges: [ResolvedRange]
    /// The comparison of time ranges, if the query asks for it.
    package let comparison: Comparison?
    /// The former names of columns that the query uses.
    package let formerNames: [FormerName]
    /// The datasets that the query looks up values in.
    package let lookups: [ResolvedLookup]
    /// The time zone of the query; `nil` if the answer does not depend on one.
    package let zone: ZoneRules?

    /// Returns the query over those rows alone that meet a condition as well.
    package func restricted(to condition: ResolvedFilter) -> ResolvedQuery {
        guard condition != .always else { return self }
        var restricted = self
        restricted.rowFilter = rowFilter == .always ? condition : .and([condition, rowFilter])
        return restricted
    }

    /// `true` if all measures are exact, those of conditions and of the order included (``Measure/isExact``).
    package var isExact: Bool { measures.allSatisfy(\.isExact) }

    /// Creates a checked query.
    package init(
        columns: [Column], groups: [Grouping], measures: [Measure], visibleMeasures: Int, output: [ResultColumn],
        rowFilter: ResolvedFilter, groupFilter: ResolvedFilter, order: [Order], limit: Int?, offset: Int,
        wantsTotal: Bool,
        fill: Fill?, ranges: [ResolvedRange] = [], comparison: Comparison? = nil,
        formerNames: [FormerName] = [], lookups: [ResolvedLookup] = [], zone: ZoneRules? = nil
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
        self.comparison = comparison
        self.formerNames = formerNames
        self.lookups = lookups
        self.zone = zone
    }
}
