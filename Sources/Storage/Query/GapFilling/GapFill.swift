package import Models

/// Gap filling: groups for time buckets without rows.
///
/// A gap's counts are 0 and its other measures null. Conditions on measures apply to gaps too, so that filling never restores a
/// group that a condition has removed.
package enum GapFill {
    /// The maximum number of groups of a filled answer, before the condition on groups is applied.
    package static let maximumGroups = 50_000
    /// The maximum size in bytes of the values that gap filling holds in memory: each combination of the other groupings once, and
    /// the measures of each group that has rows (``RowBatch/byteCount``).
    package static let maximumBytes = 16 << 20

    /// Returns `true` if a query's answer can have groups without rows.
    ///
    /// All gaps have the same measures. If the condition on groups excludes them, only groups with rows remain, and the database
    /// filters, orders and limits those.
    package static func applies(to query: ResolvedQuery) -> Bool {
        guard query.fill != nil else { return false }
        return query.groupFilter.holds { query.measures[$0].valueOverNoRows }
    }

    /// Returns `true` if an answer's groups are held in memory: to fill gaps between them, or to compute measures from all of them.
    static func holds(_ query: ResolvedQuery) -> Bool {
        query.hasWindows || query.comparison != nil || applies(to: query)
    }

    /// Reads an answer to its end, closes its reader, fills its gaps and computes the measures of all groups.
    ///
    /// - Parameter base: All groups with all measures that the database computes: unfiltered, unordered, without limit.
    /// - Throws: ``StorageError/tooManyGroups(limit:)``, ``StorageError/answerTooLarge(limit:_:)``.
    static func reader(
        _ query: ResolvedQuery, from base: any ResultReader
    ) async throws(StorageError) -> any ResultReader {
        do throws(StorageError) {
            var groups = HeldGroups(query, applies(to: query) ? query.fill : nil)
            let alignment = try ComparisonAlignment(query)
            var compared = RowBatch(types: query.readers.map(\.type))
            while let batch = try await base.next() {
                guard alignment != nil else {
                    try groups.append(batch)
                    continue
                }
                for row in 0..<batch.rowCount {
                    for index in compared.columns.indices {
                        compared.columns[index].append(row: row, of: batch.columns[index])
                    }
                }
                guard compared.rowCount <= maximumGroups else { throw .tooManyGroups(limit: maximumGroups) }
                guard compared.byteCount <= maximumBytes else {
                    throw .answerTooLarge(limit: maximumBytes, .windows)
                }
            }
            if let alignment { try groups.append(alignment.aligned(compared)) }
            await base.close()
            return try HeldAnswerReader(
                groups, dataVersion: base.dataVersion, lookupVersions: base.lookupVersions)
        } catch {
            await base.close()
            throw error
        }
    }
}

extension Measure {
    /// The measure's value for a group without rows.
    package var valueOverNoRows: Value { isCount ? .integer(0) : .null }
}
