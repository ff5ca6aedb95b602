/// A node type of ElastiCache, such as `cache.t4g.micro`.
public struct CacheNodeType: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible, TextReadable {
    /// The name in ElastiCache.
    public let name: String

    /// Creates a type by its name in ElastiCache.
    public init(_ name: String) {
        self.name = name
    }

    /// Creates a type by its name in ElastiCache.
    public init(stringLiteral name: String) {
        self.name = name
    }

    /// The name in quotes.
    public var description: String { "\"\(name)\"" }

    /// The valid values.
    static var valid: ValidValues<CacheNodeType> {
        ValidValues(form) { type in
            // The families and sizes have the form of database classes.
            let parts = type.name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == "cache"
                && DatabaseInstanceClass.valid.contains(DatabaseInstanceClass("db.\(parts[1])"))
        }
    }

    /// The text form.
    package static let form = "a node type such as cache.t4g.micro or cache.m7g.large"

    /// Reads a type's name.
    package init?(text: String) {
        self.init(text)
    }
}
