import Models

/// Questions whose answers tell two copies of a column apart, as far as sums and extremes can.
///
/// Doubles are not added up: the last digits of a sum depend on the order. Of JSON, which has no order, values are counted.
struct ColumnChecksum {
    /// The column, or `nil` for the rows as such.
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
                if type == .integer || type == .decimal {
                    // By itself, for it alone may not fit its type.
                    let sum = Measure(function: .sum, column: index, type: type)
                    checksums.append(ColumnChecksum(column: index, measures: [sum]))
                }
                return checksums
            }
    }

    /// The answers; none where a sum does not fit its type.
    ///
    /// - Throws: ``StorageError/versionMismatch(expected:actual:)`` when the dataset has changed since it was described.
    func values(of dataset: Dataset, in store: any AnalyticsStore) async throws(StorageError) -> [Value] {
        let query = ResolvedQuery(
            columns: dataset.columns, groups: [], measures: measures, visibleMeasures: measures.count,
            output: measures.indices.map { ResultColumn(name: "m\($0)", type: measures[$0].type) }, rowFilter: .always,
            groupFilter: .always, order: [], limit: nil, offset: 0, wantsTotal: false, fill: nil)
        do throws(StorageError) {
            let answer = try await store.query(query, on: dataset)
            let version = answer.dataVersion
            let values: [Value]
            do throws(StorageError) {
                values = try await answer.next()?[0] ?? []
            } catch {
                await answer.close()
                throw error
            }
            await answer.close()
            guard version == dataset.dataVersion else {
                throw .versionMismatch(expected: dataset.dataVersion, actual: version)
            }
            return values
        } catch {
            if case .overflow = error { return [] }
            throw error
        }
    }
}
