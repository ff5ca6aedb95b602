/// How much of what was written a read has to see. A store without replicas sees all of it in any case.
public enum ReadConsistency: Sendable, Hashable {
    /// Everything that was committed before the read began.
    case current
    /// At least this version of the dataset, which whoever wrote or read something was told.
    case atLeast(DatasetVersion)
    /// What was committed up to some time ago: as long as the store allows its replicas to lag behind.
    case recent

    /// The dataset's version that is needed.
    var version: DatasetVersion {
        if case .atLeast(let version) = self { version } else { DatasetVersion(0) }
    }
}
