/// A search for the valid names that a request's wrong names most likely mean. The work of one search is bounded.
///
/// A request can hold thousands of wrong names, and a dataset hundreds of long ones. Comparing each with each costs more than
/// answering a request, so a request has one search: once ``maximumWork`` is used up, no further name is suggested.
package struct NearestNameSearch: Sendable {
    /// The most steps of all comparisons together, a few milliseconds of processor time.
    package static let maximumWork = 1_000_000
    /// The most bytes of a name that are compared.
    private static let comparedBytes = 64

    /// The steps taken so far.
    package private(set) var work = 0

    /// A search that has taken no steps yet.
    package init() {}

    /// The candidate closest to `name`; see ``NearestName/match(_:among:)``. When the work is used up on the way, the closest of
    /// those compared until then.
    package mutating func match(_ name: String, among candidates: some Sequence<String>) -> String? {
        guard work < Self.maximumWork else { return nil }
        let wanted = Self.folded(name)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            guard work < Self.maximumWork else { break }
            let other = Self.folded(candidate)
            work += other.count
            let limit = min(max(1, max(wanted.count, other.count) / 3), (best?.distance ?? Int.max) - 1)
            guard let distance = distance(wanted, other, limit: limit) else { continue }
            best = (candidate, distance)
            if distance == 0 { break }
        }
        return best?.name
    }

    /// The bytes that are compared, without the difference of case.
    private static func folded(_ name: String) -> [UInt8] {
        let start = String(String.UnicodeScalarView(name.unicodeScalars.prefix(comparedBytes)))
        return Array(start.lowercased().utf8.prefix(comparedBytes))
    }

    /// The optimal string alignment distance, or `nil` if it is more than `limit`.
    ///
    /// Only the cells within `limit` of the diagonal can be part of a short enough alignment (Ukkonen, "Algorithms for approximate
    /// string matching", 1985), and a row without a small enough cell ends the comparison.
    private mutating func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        guard limit >= 0, abs(a.count - b.count) <= limit else { return nil }
        let far = limit + 1
        var beforeLast = [Int](repeating: far, count: b.count + 1)
        var last = (0...b.count).map { min($0, far) }
        for i in stride(from: 1, through: a.count, by: 1) {
            var current = [Int](repeating: far, count: b.count + 1)
            current[0] = min(i, far)
            var least = current[0]
            let (low, high) = (max(1, i - limit), min(b.count, i + limit))
            for j in stride(from: low, through: high, by: 1) {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var cell = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + cost, far)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cell = min(cell, beforeLast[j - 2] + 1) }
                current[j] = cell
                least = min(least, cell)
            }
            work += max(1, high - low + 1)
            guard least <= limit else { return nil }
            (beforeLast, last) = (last, current)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
