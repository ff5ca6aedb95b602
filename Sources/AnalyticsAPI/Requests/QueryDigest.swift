import Crypto
import Models

/// A digest of a question and of the data it is asked of: equal digests mean equal answers.
struct QueryDigest {
    private var hash = SHA256()

    /// Begins with what an answer depends on besides the query.
    init(dataset: Dataset, dataVersion: Int64, format: AnswerFormat, style: AnswerStyle) {
        // The number grows when the same question gets another answer.
        add("weir-query-3")
        // A rule that has changed cuts other buckets of the same rows.
        add(ZoneRules.dataVersion)
        add(String(dataset.id))
        add(String(dataVersion))
        add(format.tag)
        add(style.bigNumbersAsStrings ? "s" : "n")
    }

    /// Adds a query, its parts in a fixed order whatever the order of the request's keys.
    mutating func add(_ query: Query) {
        list(query.measures) { digest, item in
            digest.add(item.measure)
            digest.add(item.alias)
        }
        list(query.dimensions) { $0.add($1) }
        list(query.timeDimensions) { digest, item in
            digest.add(item.dimension)
            digest.add(item.granularity)
            digest.list(item.dateRange ?? []) { $0.add($1) }
            digest.add(item.fill ? "f" : "-")
        }
        list(query.filters) { $0.add($1) }
        list(query.order) { digest, item in
            digest.add(item.member)
            digest.add(item.direction.rawValue)
        }
        add(query.limit.map { String($0) })
        add(String(query.offset))
        add(query.timezone)
        add(query.total ? "t" : "-")
    }

    /// The digest as an entity tag; weak, because an answer also says how long it took.
    consuming func tag() -> EntityTag {
        var opaque = ""
        for byte in hash.finalize().prefix(16) {
            opaque += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return EntityTag(isWeak: true, opaque: opaque)
    }

    // Every piece goes in with its length, so that no two queries run together to the same bytes.
    private mutating func add(_ text: String?) {
        hash.update(data: Array("\(text.map { $0.utf8.count } ?? -1):".utf8))
        if let text { hash.update(data: Array(text.utf8)) }
    }

    private mutating func list<Item>(_ items: [Item], _ each: (inout QueryDigest, Item) -> Void) {
        add("[\(items.count)")
        for item in items { each(&self, item) }
    }

    private mutating func add(_ filter: Filter) {
        switch filter {
        case .and(let filters):
            add("and")
            list(filters) { $0.add($1) }
        case .or(let filters):
            add("or")
            list(filters) { $0.add($1) }
        case .member(let name, let comparison, let values):
            add(name)
            add(comparison.rawValue)
            list(values) { digest, value in
                switch value {
                case .null: digest.add(nil)
                case .string(let text): digest.add("s" + text)
                case .number(let text): digest.add("n" + text)
                case .boolean(let truth): digest.add(truth ? "true" : "false")
                }
            }
        }
    }
}
