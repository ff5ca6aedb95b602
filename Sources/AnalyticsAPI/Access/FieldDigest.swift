import Basics
import Crypto
import Models

/// A SHA-256 over a sequence of texts and lists, in which different sequences never give the same bytes.
struct FieldDigest {
    private var hash = SHA256()

    /// Adds a text or its absence. The length is hashed too.
    mutating func add(_ text: String?) {
        hash.update(data: Array("\(text.map { $0.utf8.count } ?? -1):".utf8))
        if let text { hash.update(data: Array(text.utf8)) }
    }

    /// Adds a list with its length.
    mutating func list<Item>(_ items: [Item], _ each: (inout FieldDigest, Item) -> Void) {
        add("[\(items.count)")
        for item in items { each(&self, item) }
    }

    /// Adds a filter.
    mutating func add(_ filter: Filter) {
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

    /// Adds the restriction of a client's sight.
    mutating func add(_ restriction: DatasetRestriction) {
        list(restriction.filters) { $0.add($1) }
        list(restriction.hiddenColumns.sorted()) { $0.add($1.rawValue) }
        list(restriction.chosenFilters) { $0.add($1) }
        list(restriction.chosenHiddenColumns.sorted()) { $0.add($1.rawValue) }
    }

    /// Returns the first bytes of the digest in hexadecimal digits.
    consuming func text(bytes: Int) -> String {
        let digits = hash.finalize().withUnsafeBytes {
            [UInt8](hexadecimal: UnsafeRawBufferPointer(rebasing: $0.prefix(bytes)))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
