import Models

extension GapFill {
    /// Reads an answer to its end, fills its gaps and gives the page asked for. The answer is closed in any case.
    ///
    /// - Parameter answer: All groups with all measures, neither ordered nor cut.
    static func answer(_ query: ResolvedQuery, from answer: any QueryAnswer) async throws(StorageError)
        -> any QueryAnswer
    {
        do throws(StorageError) {
            var groups = RowBatch(types: query.readers.map(\.type))
            while let batch = try await answer.next() {
                for row in 0..<batch.rowCount {
                    for index in groups.columns.indices {
                        groups.columns[index].append(batch.columns[index].value(at: row))
                    }
                }
                guard groups.rowCount <= maximumGroups else { throw .tooManyGroups(limit: maximumGroups) }
            }
            await answer.close()
            let page = try page(of: groups, for: query)
            return BufferedAnswer(
                columns: query.output, dataVersion: answer.dataVersion, total: query.wantsTotal ? page.total : nil,
                batch: page.rows)
        } catch {
            await answer.close()
            throw error
        }
    }
}
