/// An analytical query as a client writes it, before its names are looked up.
///
/// Field names follow Cube's query format. ``resolved(against:limits:)`` checks it against a dataset.
public struct Query: Sendable, Hashable {
    /// The aggregates to compute for each group.
    public var measures: [MeasureItem]
    /// The columns to group by.
    public var dimensions: [String]
    /// The time columns to group or filter by.
    public var timeDimensions: [TimeDimension]
    /// Conditions, all of which must hold; a condition on a measure applies to groups (HAVING).
    public var filters: [Filter]
    /// The order of the groups; empty for the default.
    public var order: [OrderItem]
    /// The maximum number of groups; `nil` for the caller's default.
    public var limit: Int?
    /// The number of groups to skip.
    public var offset: Int
    /// The IANA name of the time zone of buckets, dates and local times.
    public var timezone: String
    /// A Boolean value that indicates whether the result has the number of groups without limit and offset.
    public var total: Bool

    /// Creates a query.
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

/// A measure and its name in the result.
public struct MeasureItem: Sendable, Hashable {
    /// The measure as written: `count`, `sum(amount)`.
    public var measure: String
    /// The name in the result; `nil` for the measure as written.
    public var alias: String?
    /// Conditions on columns, all of which must hold for a row to be part of the measure. A measure with filters needs an alias.
    public var filters: [Filter]

    /// Creates a measure item.
    public init(_ measure: String, as alias: String? = nil, filters: [Filter] = []) {
        self.measure = measure
        self.alias = alias
        self.filters = filters
    }
}

/// A time column to group by, to filter by, or both.
public struct TimeDimension: Sendable, Hashable {
    /// The column's name.
    public var dimension: String
    /// The width of a bucket as written; `nil` to filter only.
    public var granularity: String?
    /// The first and the last bound: days or local times in the query's time zone, or instants with an offset.
    ///
    /// A day as the last bound is part of the range; a time is not.
    public var dateRange: [String]?
    /// A range that is relative to the time of the query, in place of ``dateRange``: `last 7 days`, `this month`.
    public var relativeRange: String?
    /// Ranges to compare, in place of one range: measures are computed for each, and their buckets are aligned by their ordinal.
    public var compareDateRange: [DateRange]
    /// A Boolean value that indicates whether the result has buckets without rows, with counts of 0 and other measures null.
    public var fill: Bool

    /// Creates a time dimension.
    public init(
        _ dimension: String, granularity: String? = nil, dateRange: [String]? = nil, relativeRange: String? = nil,
        compareDateRange: [DateRange] = [], fill: Bool = false
    ) {
        self.dimension = dimension
        self.granularity = granularity
        self.dateRange = dateRange
        self.relativeRange = relativeRange
        self.compareDateRange = compareDateRange
        self.fill = fill
    }
}

/// A time range as a client writes it.
public enum DateRange: Sendable, Hashable {
    /// The first and the last bound: days or local times in the query's time zone, or instants with an offset.
    case bounds([String])
    /// A range that is relative to the time of the query: `last 7 days`.
    case relative(String)
}

/// A condition of a query, or a conjunction or disjunction of conditions.
public indirect enum Filter: Sendable, Hashable {
    /// All filters hold.
    case and([Filter])
    /// At least one filter holds.
    case or([Filter])
    /// A comparison of a column or a measure with values.
    case member(String, FilterOperator, [FilterValue])
}

/// A value in a filter, before it is read as the column's type.
public enum FilterValue: Sendable, Hashable {
    /// Null.
    case null
    /// Text, or another type written as text.
    case string(String)
    /// A number as written.
    case number(String)
    /// A Boolean.
    case boolean(Bool)
}

/// A comparison operator of a filter.
public enum FilterOperator: String, Sendable, Hashable, CaseIterable {
    case equals, notEquals, `in`, notIn, contains, notContains, startsWith, endsWith
    case gt, gte, lt, lte, set, notSet, inDateRange, notInDateRange, beforeDate, afterDate

    /// The operators by their signs and the names that other programs give them, in lower case without blanks and underscores.
    private static let others: [String: FilterOperator] = [
        "=": .equals, "==": .equals, "===": .equals, "eq": .equals, "is": .equals, "!=": .notEquals, "!==": .notEquals,
        "<>": .notEquals, "≠": .notEquals, "ne": .notEquals, "neq": .notEquals, "isnot": .notEquals, ">": .gt,
        "greaterthan": .gt, ">=": .gte, "≥": .gte, "ge": .gte, "greaterthanorequal": .gte, "greaterthanorequals": .gte,
        "greaterthanorequalto": .gte, "<": .lt, "lessthan": .lt, "<=": .lte, "≤": .lte, "le": .lte,
        "lessthanorequal": .lte, "lessthanorequals": .lte, "lessthanorequalto": .lte, "oneof": .in, "isin": .in,
        "nin": .notIn, "like": .contains, "ilike": .contains, "includes": .contains, "notlike": .notContains,
        "isnull": .notSet, "null": .notSet, "isempty": .notSet, "isnotnull": .set, "notnull": .set, "exists": .set,
        "before": .beforeDate, "after": .afterDate,
    ]

    /// Returns the name of the operator that other programs call by a name or a sign; `nil` if there is none.
    static func ownName(of name: String) -> String? {
        others[name.lowercased().filter { !"_- ".contains($0) }]?.rawValue
    }
}

/// A member of the result to order by, and the direction.
public struct OrderItem: Sendable, Hashable {
    /// A sort direction; nulls come last in both.
    public enum Direction: String, Sendable, Hashable, CaseIterable { case asc, desc }

    /// A dimension, a time dimension (`ts` or `ts.day`), a measure or its alias.
    public var member: String
    /// The direction.
    public var direction: Direction

    /// Creates an order item.
    public init(_ member: String, _ direction: Direction = .asc) {
        self.member = member
        self.direction = direction
    }
}
