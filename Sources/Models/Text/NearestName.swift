/// Finds the valid name a person most likely meant.
public enum NearestName {
    /// The candidate closest to `name` by optimal string alignment distance (insert, delete, replace, swap of neighbours),
    /// or `nil` when none is closer than about a third of its length.
    ///
    /// Case is ignored when measuring. Ties go to the candidate that comes first.
    ///
    /// - Parameters:
    ///   - name: What was given; anything past 64 bytes is not compared.
    ///   - candidates: The valid names.
    public static func match(_ name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().utf8.prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8.prefix(64))
            let limit = max(1, max(wanted.count, other.count) / 3)
            let distance = Self.distance(wanted, other)
            if distance <= limit, distance < (best?.distance ?? Int.max) { best = (candidate, distance) }
        }
        return best?.name
    }

    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        if a.isEmpty { return b.count }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in stride(from: 1, through: b.count, by: 1) {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforeLast[j - 2] + 1)
                }
            }
            (beforeLast, last) = (last, current)
        }
        return last[b.count]
    }
}
