import Models

/// Aggregates of a column that must be equal in both stores after a copy.
///
/// JSON has no order, so its values are only counted.
struct ColumnChecksum {
    /// The column, or `nil` for the row count.
    let column: Int?
    private let measures: [Measure]

    static func all(of definition: DatasetDefinition) -> [ColumnChecksum] {
        let rows = ColumnChecksum(column: nil, measures: [Measure(function: .count, column: nil, type: .integer)])
        return [rows]
            + definition.columns.indices.flatMap { index in
                let type = definition.columns[index].type
                var measures = [Measure(function: .count, column: index, type: .integer)]
                if type != .json { measures.append(Measure(function: .countDistinct, column: index, type: .integer)) }
                if type != .json, type != .boolean {
                    measures.append(Measure(function: .min, column: index, type: type))
                    measures.append(Measure(function: .max, column: index, type: type))
                }
                var checksums = [ColumnChecksum(column: index, measures: measures)]
                if type.isNumeric {
                    // In a query of its own, because only a sum can overflow.
                    let sum = Measure(function: .sum, column: index, type: type)
                    checksums.append(ColumnChecksum(column: index, measures: [sum]))
                }
                return checksums
            }
    }

    /// Computes the aggregates; empty if a sum overflows its type.
    ///
    /// - Throws: ``StorageError/versionMismatch(expected:actual:)`` if the dataset has changed since it was described.
    func values(of dataset: Dataset, in store: any AnalyticsStore) async throws(StorageError) -> [Value] {
        let query = ResolvedQuery(
            columns: dataset.columns, groups: [], measures: measures, visibleMeasures: measures.count,
            output: measures.indices.map { ResultColumn(name: "m\($0)", type: measures[$0].type) }, rowFilter: .always,
            groupFilter: .always, order: [], limit: nil, offset: 0, wantsTotal: false, fill: nil)
        do throws(StorageError) {
            let result = try await store.query(query, on: dataset)
            let values = try await result.nextBatch()?[0] ?? []
            await result.close()
            guard result.dataVersion == dataset.dataVersion else {
                throw .versionMismatch(expected: dataset.dataVersion, actual: result.dataVersion)
            }
            return values
        } catch {
            if case .overflow = error { return [] }
            throw error
        }
    }
}
