/// How many groups an answer may have.
public struct QueryLimits: Sendable, Hashable {
    /// What holds where a query names no limit; `nil` for all.
    public let defaultLimit: Int?
    /// The largest limit a query may name; `nil` for any.
    public let maximumLimit: Int?

    /// Sets limits.
    public init(defaultLimit: Int?, maximumLimit: Int?) {
        self.defaultLimit = defaultLimit
        self.maximumLimit = maximumLimit
    }

    /// For answers that are held whole before they are sent: 10,000 groups unless the query says otherwise, 50,000 at most.
    public static let document = QueryLimits(defaultLimit: 10_000, maximumLimit: 50_000)
    /// For answers that are streamed: all groups unless the query says otherwise.
    public static let stream = QueryLimits(defaultLimit: nil, maximumLimit: nil)
}
