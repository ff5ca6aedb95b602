import Models
import Storage

/// Rows with the keys of other ones.
extension Table {
    /// The bytes of a row's key; `nil` if the dataset has no key.
    private func key(of row: [Value]) -> [UInt8]? {
        let indices = definition.keyIndices
        guard !indices.isEmpty else { return nil }
        var bytes: [UInt8] = []
        for index in indices { row[index].appendKey(to: &bytes) }
        return bytes
    }

    /// The positions of the rows by their keys.
    private var positions: [[UInt8]: Int] {
        var found: [[UInt8]: Int] = [:]
        for (index, row) in rows.enumerated() { if let key = key(of: row) { found[key] = index } }
        return found
    }

    /// Returns the index of the first new row with the key of another one; `nil` if there is none.
    func duplicate(in new: [[Value]]) -> Int? {
        var known = Set(positions.keys)
        return new.firstIndex { row in key(of: row).map { !known.insert($0).inserted } ?? false }
    }

    /// Returns `true` if a changed row has the key of another one.
    func hasDuplicate(of row: [Value], at index: Int) -> Bool {
        guard let key = key(of: row) else { return false }
        return rows.indices.contains { $0 != index && self.key(of: rows[$0]) == key }
    }

    /// Writes rows one after the other by their keys.
    ///
    /// - Returns: The numbers of rows that were added, that took the place of another one and that were left out, and the
    ///   indices of those that may not take the place of their rows.
    mutating func write(
        _ new: [[Value]], _ mode: IngestMode
    ) -> (inserted: Int, updated: Int, ignored: Int, outside: [Int64]) {
        var found = positions
        var counts = (inserted: 0, updated: 0, ignored: 0, outside: [Int64]())
        let version = dataVersion
        for (index, row) in new.enumerated() {
            guard let key = key(of: row) else { continue }
            guard let position = found[key] else {
                found[key] = rows.count
                append([row])
                counts.inserted += 1
                continue
            }
            guard case .merge(let columns, let condition) = mode else {
                counts.ignored += 1
                continue
            }
            let stored = rows[position]
            guard condition.holds({ stored[$0] }) else {
                counts.outside.append(Int64(index))
                continue
            }
            for column in columns { rows[position][column] = row[column] }
            versions[position] += 1
            counts.updated += 1
        }
        dataVersion = version + (counts.inserted + counts.updated > 0 ? 1 : 0)
        return counts
    }
}
