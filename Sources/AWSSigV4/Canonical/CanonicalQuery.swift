/// The query of a canonical request: names and values percent-encoded, sorted by name and then by value.
struct CanonicalQuery {
    private var bytes: [UInt8] = []
    private var items: [Item] = []

    private struct Item {
        var name: Range<Int>
        var value: Range<Int>
    }

    init() {}

    /// Parses a request's query, given without its question mark. Empty items, as between `&&`, are skipped.
    init(_ query: UnsafeBufferPointer<UInt8>) throws(SigningError) {
        guard !query.isEmpty else { return }
        bytes.reserveCapacity(query.count + query.count / 2)
        var start = 0
        while start <= query.count {
            var end = start
            var equals: Int?
            while end < query.count, query[end] != UInt8(ascii: "&") {
                if equals == nil, query[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if end > start {
                let nameEnd = equals ?? end
                let valueStart = equals.map { $0 + 1 } ?? end
                let name = appendReencoded(UnsafeBufferPointer(rebasing: query[start..<nameEnd]))
                try Self.refuseReserved(bytes[name])
                let value = appendReencoded(UnsafeBufferPointer(rebasing: query[valueStart..<end]))
                items.append(Item(name: name, value: value))
            }
            start = end + 1
        }
    }

    /// Adds a parameter whose name needs no encoding and whose value is already encoded.
    mutating func append(name: String, encodedValue: [UInt8]) {
        let start = bytes.count
        bytes.append(name)
        let middle = bytes.count
        bytes.append(contentsOf: encodedValue)
        items.append(Item(name: start..<middle, value: middle..<bytes.count))
    }

    /// Appends the sorted query.
    mutating func append(to output: inout [UInt8]) {
        guard !items.isEmpty else { return }
        bytes.withUnsafeBufferPointer { bytes in
            items.sort { left, right in
                Self.precedes(left, right, in: bytes)
            }
            for (index, item) in items.enumerated() {
                if index > 0 { output.append(UInt8(ascii: "&")) }
                output.append(contentsOf: bytes[item.name])
                output.append(UInt8(ascii: "="))
                output.append(contentsOf: bytes[item.value])
            }
        }
    }

    private mutating func appendReencoded(_ component: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.appendReencoded(formComponent: component)
        return start..<bytes.count
    }

    // Compare names before values, not the joined items: `-` sorts before `=`, so `a-b=1` would come before `a=1`.
    private static func precedes(_ left: Item, _ right: Item, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch compare(left.name, right.name, in: bytes) {
        case 0: compare(left.value, right.value, in: bytes) < 0
        case let order: order < 0
        }
    }

    private static func compare(_ left: Range<Int>, _ right: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        for offset in 0..<min(left.count, right.count) {
            let (a, b) = (bytes[left.lowerBound + offset], bytes[right.lowerBound + offset])
            if a != b { return a < b ? -1 : 1 }
        }
        return left.count - right.count
    }

    /// Rejects `X-Amz-…` parameters, which are reserved for presigning. S3's own parameters begin with a lower-case
    /// `x-amz-` and pass, unless they spell one of presigning's in another case.
    private static func refuseReserved(_ name: ArraySlice<UInt8>) throws(SigningError) {
        guard let first = name.first, first | 0x20 == UInt8(ascii: "x"), name.count > 6 else { return }
        let text = String(decoding: name, as: UTF8.self)
        if text.hasPrefix("X-Amz-") || reserved.contains(text.lowercased()) { throw .reservedQueryParameter(text) }
    }

    private static let reserved: Set<String> = [
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-region-set",
        "x-amz-security-token", "x-amz-signature", "x-amz-signedheaders",
    ]
}
