extension String {
    /// The name that this string most likely misspells; `nil` if no name is similar.
    func nearest(of names: some Sequence<String>) -> String? {
        let limit = Swift.max(1, count / 3)
        return names.map { (name: $0, distance: editDistance(to: $0)) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// A suffix for an error message: `; did you mean "…"?`, or an empty string.
    func hint(of names: some Sequence<String>) -> String {
        nearest(of: names).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// The case-insensitive Levenshtein distance.
    private func editDistance(to other: String) -> Int {
        let target = Array(other.lowercased())
        var row = Array(0...target.count)
        for (index, character) in lowercased().enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in target.indices {
                let changed = diagonal + (character == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(changed, Swift.min(row[column], row[column + 1]) + 1)
            }
        }
        return row[target.count]
    }
}
