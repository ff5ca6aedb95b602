/// A search for the valid names nearest to a request's unknown names, with bounded work.
///
/// A request can have thousands of unknown names, and a dataset hundreds of long ones. Comparing all pairs costs more than
/// serving a request, so a request has one search: once ``maximumWork`` is used up, no further name is suggested.
package struct NearestNameSearch: Sendable {
    /// The maximum number of steps of all comparisons, a few milliseconds of processor time.
    package static let maximumWork = 1_000_000
    /// The number of bytes of a name that are compared.
    private static let comparedBytes = 64

    /// The number of steps so far.
    package private(set) var work = 0

    /// Creates a search.
    package init() {}

    /// Returns the candidate nearest to `name`; see ``NearestName/match(_:among:)``.
    ///
    /// If the work is used up during the search, the nearest of the compared candidates is returned.
    ///
    /// - Parameter most: The maximum distance, if it is less than about a third of the name's length.
    package mutating func match(
        _ name: String, among candidates: some Sequence<String>, within most: Int = .max
    ) -> String? {
        guard work < Self.maximumWork else { return nil }
        let wanted = Self.folded(name)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            guard work < Self.maximumWork else { break }
            let other = Self.folded(candidate)
            work += other.count
            let limit = min(
                max(1, max(wanted.count, other.count) / 3), (best?.distance ?? Int.max) - 1, most)
            guard let distance = distance(wanted, other, limit: limit) else { continue }
            best = (candidate, distance)
            if distance == 0 { break }
        }
        return best?.name
    }

    /// Returns the place of the only candidate that begins with a text or, if none begins with it, that contains it.
    ///
    /// The comparison ignores case.
    ///
    /// - Parameter least: The minimum length of the text in bytes; the place of a shorter one is `nil`.
    package mutating func place(
        ofPart text: String, among candidates: some Sequence<String>, atLeast least: Int = 3
    ) -> Int? {
        let found = places(ofPart: text, among: candidates, atLeast: least)
        return found.count == 1 ? found[0] : nil
    }

    /// Returns the places of the candidates that begin with a text or, if none begins with it, that contain it.
    package mutating func places(
        ofPart text: String, among candidates: some Sequence<String>, atLeast least: Int = 3
    ) -> [Int] {
        let part = Self.folded(text)
        guard part.count >= least, work < Self.maximumWork else { return [] }
        var (beginning, containing): ([Int], [Int]) = ([], [])
        for (place, candidate) in candidates.enumerated() {
            let whole = Self.folded(candidate)
            work += whole.count
            // A part of the names gives no unique place.
            guard work < Self.maximumWork else { return [] }
            if whole.starts(with: part) { beginning.append(place) }
            if whole.contains(part) { containing.append(place) }
        }
        return beginning.isEmpty ? containing : beginning
    }

    /// Returns the key of a document nearest to a word: the only one that begins with it, or the one with the least distance.
    ///
    /// Of short words, half is a mistake already: they are near only if they begin alike, as `at` and `as`, not `land` and `and`.
    package mutating func key(_ name: String, among keys: [String]) -> String? {
        let whole = Self.folded(name)
        let longer = keys.filter { whole.count > 1 && Self.folded($0).starts(with: whole) }
        if longer.count == 1 { return longer[0] }
        let start = Array(Self.folded(name).prefix(2))
        return match(
            name,
            among: keys.lazy.filter { key in
                let other = Array(Self.folded(key).prefix(2))
                return min(name.utf8.count, key.utf8.count) > 3 || start.first == other.first
                    || (start.count == 2 && start.reversed() == other)
            })
    }

    /// Returns the bytes to compare, in lower case.
    private static func folded(_ name: String) -> [UInt8] {
        let start = String(String.UnicodeScalarView(name.unicodeScalars.prefix(comparedBytes)))
        return Array(start.lowercased().utf8.prefix(comparedBytes))
    }

    /// Returns the optimal string alignment distance; `nil` if it exceeds `limit`.
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
