import Models
import Storage

extension State {
    /// Returns the tables that values are looked up in, by the ids of their datasets.
    func tables(of lookups: [ResolvedLookup]) throws(StorageError) -> [Int64: Table] {
        var found: [Int64: Table] = [:]
        for lookup in lookups { found[lookup.dataset.id] = try table(of: lookup.dataset) }
        return found
    }
}

extension ResolvedQuery {
    /// Returns rows with the values that the query looks up, null where a key has no row that exists.
    func rows(_ rows: [[Value]], with tables: [Int64: Table]) -> [[Value]] {
        guard !lookups.isEmpty else { return rows }
        let added = lookups.reduce(0) { $0 + $1.columns.count }
        // The table may have columns that were added after the query was checked.
        var extended = rows.map { $0.prefix(columns.count - added) + Array(repeating: Value.null, count: added) }
            .map { Array($0) }
        for lookup in lookups {
            var found: [[UInt8]: [Value]] = [:]
            for row in tables[lookup.dataset.id]?.rows ?? [] where lookup.condition.holds({ row[$0] }) {
                found[row[lookup.key].key] = row
            }
            for index in extended.indices where extended[index][lookup.column] != .null {
                guard let row = found[extended[index][lookup.column].key] else { continue }
                for source in lookup.columns { extended[index][source.place] = row[source.column] }
            }
        }
        return extended
    }

    /// Returns the versions of the datasets that values are looked up in.
    func lookupVersions(in tables: [Int64: Table]) -> [DatasetVersion] {
        lookupDatasets.compactMap { tables[$0.id].map { DatasetVersion($0.description) } }
    }
}

extension Value {
    /// A text of bytes that equal values share.
    fileprivate var key: [UInt8] {
        var key: [UInt8] = []
        appendKey(to: &key)
        return key
    }
}
