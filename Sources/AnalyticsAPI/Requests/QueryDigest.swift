import Basics
import Crypto
import Models

/// A digest of a query and of the data that it reads: equal digests mean equal answers.
struct QueryDigest {
    private var hash = SHA256()

    /// Hashes everything that determines an answer besides the query.
    init(dataset: Dataset, dataVersion: Int64, format: AnswerFormat, style: AnswerStyle) {
        // Increment the number when the answer to an unchanged query changes.
        add("weir-query-3")
        add(String(dataset.id))
        add(String(dataVersion))
        add(format.tag)
        add(style.bigNumbersAsStrings ? "s" : "n")
    }

    /// Hashes a query, in an order that does not depend on the order of the request's keys.
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
        // A change of the zone's rules moves buckets and bounds.
        add(ZoneRules.named(query.timezone).map { String(hexadecimal: $0.fingerprint) })
        add(query.total ? "t" : "-")
    }

    /// Returns the digest as an entity tag. It is weak, because an answer also contains its elapsed time.
    consuming func tag() -> EntityTag {
        let digits = hash.finalize().withUnsafeBytes {
            [UInt8](hexadecimal: UnsafeRawBufferPointer(rebasing: $0.prefix(16)))
        }
        return EntityTag(isWeak: true, opaque: String(decoding: digits, as: UTF8.self))
    }

    // The length of each piece is hashed too, so that different queries never give the same bytes.
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
