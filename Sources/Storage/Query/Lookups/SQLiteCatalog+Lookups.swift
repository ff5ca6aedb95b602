import Models

extension SQLiteCatalog {
    /// Returns the versions of the datasets that a query looks up values in; throws if one has been replaced, or its columns.
    func lookupVersions(of query: ResolvedQuery) throws(StorageError) -> [DatasetVersion] {
        var versions: [DatasetVersion] = []
        for dataset in query.lookupDatasets { versions.append(DatasetVersion(try current(dataset))) }
        return versions
    }
}
