package import Models

extension AnalyticsStore {
    /// Returns the datasets that columns of a dataset are looked up in, by their names; those that do not exist are left out.
    package func lookupTargets(
        of dataset: Dataset, reading: ReadConsistency = .current
    ) async throws(StorageError) -> [Identifier: LookupTarget] {
        var found: [Identifier: LookupTarget] = [:]
        for name in Set(dataset.columns.compactMap(\.lookup)) {
            do throws(StorageError) {
                found[name] = LookupTarget(try await self.dataset(named: name, reading: reading.forOtherDatasets))
            } catch {
                guard case .datasetNotFound = error else { throw error }
            }
        }
        return found
    }
}

extension ReadConsistency {
    /// The consistency of a read of another dataset than the one whose version a caller has seen.
    package var forOtherDatasets: ReadConsistency { self == .current ? .current : .recent }
}
