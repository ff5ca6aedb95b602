/// Limits on the number of groups in a result.
public struct QueryLimits: Sendable, Hashable {
    /// The limit of a query that names none; `nil` for all groups.
    public let defaultLimit: Int?
    /// The largest limit that a query may name; `nil` for no maximum.
    public let maximumLimit: Int?

    /// Creates limits.
    public init(defaultLimit: Int?, maximumLimit: Int?) {
        self.defaultLimit = defaultLimit
        self.maximumLimit = maximumLimit
    }

    /// The limits of results that are buffered: 10,000 groups by default, 50,000 at most.
    public static let document = QueryLimits(defaultLimit: 10_000, maximumLimit: 50_000)
    /// The limits of results that are streamed: all groups by default, without a maximum.
    public static let stream = QueryLimits(defaultLimit: nil, maximumLimit: nil)
}

extension QueryLimits {
    /// The maximum number of measures of a query, of dimensions, of time dimensions and of entries of the order.
    package static let items = QueryResolver.maximumItems
    /// The maximum number of values of one filter.
    package static let values = QueryResolver.maximumValues
}
