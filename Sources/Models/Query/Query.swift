/// An analytical question, as a client writes it: names not yet looked up.
///
/// Field names follow Cube's query format. ``resolved(against:limits:)`` checks it against a dataset.
public struct Query: Sendable, Hashable {
    /// What to compute for each group.
    public var measures: [MeasureItem]
    /// The columns to group by.
    public var dimensions: [String]
    /// Time columns to group or restrict by.
    public var timeDimensions: [TimeDimension]
    /// Conditions, all of which must hold; one on a measure is a condition on groups (HAVING).
    public var filters: [Filter]
    /// The order of the groups; empty for the default.
    public var order: [OrderItem]
    /// The most groups to give, or `nil` for the caller's default.
    public var limit: Int?
    /// How many groups to skip.
    public var offset: Int
    /// The IANA name of the zone whose clocks cut buckets and read dates.
    public var timezone: String
    /// Whether to say how many groups there are without limit and offset.
    public var total: Bool

    /// Makes a query.
    public init(
        measures: [MeasureItem] = [], dimensions: [String] = [], timeDimensions: [TimeDimension] = [],
        filters: [Filter] = [], order: [OrderItem] = [], limit: Int? = nil, offset: Int = 0,
        timezone: String = "UTC", total: Bool = false
    ) {
        self.measures = measures
        self.dimensions = dimensions
        self.timeDimensions = timeDimensions
        self.filters = filters
        self.order = order
        self.limit = limit
        self.offset = offset
        self.timezone = timezone
        self.total = total
    }
}

/// A measure, and the name its values get in the answer.
public struct MeasureItem: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The measure as written: `count`, `sum(amount)`.
    public var measure: String
    /// The name in the answer, or `nil` for the measure as written.
    public var alias: String?

    /// Names a measure.
    public init(_ measure: String, as alias: String? = nil) {
        self.measure = measure
        self.alias = alias
    }

    /// Names a measure.
    public init(stringLiteral value: String) { self.init(value) }
}

/// A time column to group by, to restrict, or both.
public struct TimeDimension: Sendable, Hashable {
    /// The column's name.
    public var dimension: String
    /// The width of a bucket as written, or `nil` to restrict only.
    public var granularity: String?
    /// From and to: days or local times in the query's zone, or instants with an offset. A day that ends the range is part
    /// of it; a time that ends it is not.
    public var dateRange: [String]?
    /// Whether buckets without rows appear too, counts 0 and other measures null.
    public var fill: Bool

    /// Names a time dimension.
    public init(_ dimension: String, granularity: String? = nil, dateRange: [String]? = nil, fill: Bool = false) {
        self.dimension = dimension
        self.granularity = granularity
        self.dateRange = dateRange
        self.fill = fill
    }
}

/// A condition, or several joined.
public indirect enum Filter: Sendable, Hashable {
    /// All must hold.
    case and([Filter])
    /// One at least must hold.
    case or([Filter])
    /// A column or a measure compared with values.
    case member(String, FilterOperator, [FilterValue])
}

/// A value in a filter, not yet read as the column's type.
public enum FilterValue: Sendable, Hashable {
    /// Matches where there is no value.
    case null
    /// Text, or any other type written as text.
    case string(String)
    /// A number as written.
    case number(String)
    /// A truth value.
    case boolean(Bool)
}

/// How a member is compared.
public enum FilterOperator: String, Sendable, Hashable, CaseIterable {
    case equals, notEquals, `in`, notIn, contains, notContains, startsWith, endsWith
    case gt, gte, lt, lte, set, notSet, inDateRange, notInDateRange, beforeDate, afterDate
}

/// A name of the answer to order by, and the direction.
public struct OrderItem: Sendable, Hashable {
    /// Smallest or largest first; nulls come last either way.
    public enum Direction: String, Sendable, Hashable, CaseIterable { case asc, desc }

    /// A dimension, a time dimension (`ts` or `ts.day`), a measure or its alias.
    public var member: String
    /// The direction.
    public var direction: Direction

    /// Orders by a member.
    public init(_ member: String, _ direction: Direction = .asc) {
        self.member = member
        self.direction = direction
    }
}
