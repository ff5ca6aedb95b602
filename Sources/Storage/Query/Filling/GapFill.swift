package import Models

/// Gap filling: groups for the buckets of time in which no row lies.
///
/// A gap's counts are 0 and its other measures null. Conditions on measures are evaluated over gaps too, so that filling never
/// brings back what a condition has refused.
package enum GapFill {
    /// The most groups a filled answer may have before the condition on groups is evaluated.
    package static let maximumGroups = 50_000
    /// The most bytes of values that are held to fill an answer's gaps: each combination of the other groupings once, and
    /// the measures of each group that has rows (``RowBatch/byteCount``).
    package static let maximumBytes = 16 << 20

    /// A Boolean value that indicates whether the answer to a query has groups that no row makes.
    ///
    /// All gaps have the same measures. Where the condition on groups refuses those, the answer has the groups of rows alone,
    /// which the database filters, orders and cuts.
    package static func applies(to query: ResolvedQuery) -> Bool {
        guard query.fill != nil else { return false }
        return query.groupFilter.holds { query.measures[$0].valueOverNoRows }
    }

    /// Reads an answer to its end and fills its gaps. The answer is closed in any case.
    ///
    /// - Parameter answer: All groups with all measures, neither filtered nor ordered nor cut.
    /// - Throws: ``StorageError/tooManyGroups(limit:)``, ``StorageError/answerTooLarge(limit:_:)``.
    static func answer(
        _ query: ResolvedQuery, _ fill: ResolvedQuery.Fill, from answer: any QueryAnswer
    ) async throws(StorageError) -> any QueryAnswer {
        do throws(StorageError) {
            var groups = HeldGroups(query, fill)
            while let batch = try await answer.next() { try groups.append(batch) }
            await answer.close()
            return try FilledAnswer(groups, dataVersion: answer.dataVersion)
        } catch {
            await answer.close()
            throw error
        }
    }
}

extension Measure {
    /// The measure's value for a group without rows.
    package var valueOverNoRows: Value { isCount ? .integer(0) : .null }
}
