public import Models

/// The writes that a read must see. A store without replicas always sees all committed writes.
public enum ReadConsistency: Sendable, Hashable {
    /// Everything that was committed before the read began.
    case current
    /// At least this version of the dataset, as an earlier write or read reported it.
    case atLeast(DatasetVersion)
    /// Everything that was committed before the replicas' maximum lag.
    case recent

    /// The required version of the dataset.
    var version: DatasetVersion {
        if case .atLeast(let version) = self { version } else { DatasetVersion(0) }
    }
}

/// A version of a dataset that a caller has seen.
public struct DatasetVersion: Sendable, Hashable {
    /// The ``Models/Dataset/id``, which tells a dropped dataset from its successor of the same name; `nil` if unknown.
    public let dataset: Int64?
    /// The ``Models/Dataset/dataVersion``.
    public let version: Int64

    /// Creates a version; without `dataset`, of any dataset that has the name.
    public init(_ version: Int64, of dataset: Int64? = nil) {
        self.dataset = dataset
        self.version = version
    }

    /// Creates the version of a dataset's description.
    public init(_ dataset: Dataset) { self.init(dataset.dataVersion, of: dataset.id) }
}

extension Dataset {
    /// Throws ``StorageError/versionMismatch(expected:actual:)`` if a change expects another version.
    func check(_ expected: Int64?) throws(StorageError) {
        guard let expected, expected != dataVersion else { return }
        throw .versionMismatch(expected: expected, actual: dataVersion)
    }

    /// Throws ``StorageError/versionMismatch(expected:actual:)`` if the dataset is older than the version that was seen.
    func require(_ seen: DatasetVersion?) throws(StorageError) {
        guard let seen else { return }
        guard seen.dataset ?? id == id, dataVersion >= seen.version else {
            throw .versionMismatch(expected: seen.version, actual: dataVersion)
        }
    }
}
