public import Models

/// A state of a dataset that somebody has seen.
public struct DatasetVersion: Sendable, Hashable {
    /// The ``Models/Dataset/id``, so that a dataset that was dropped is not taken for its successor of the same name; `nil` if
    /// that is not known.
    public let dataset: Int64?
    /// The ``Models/Dataset/dataVersion``.
    public let version: Int64

    /// A version, of whatever dataset has the name.
    public init(_ version: Int64, of dataset: Int64? = nil) {
        self.dataset = dataset
        self.version = version
    }

    /// The state that a description is of.
    public init(_ dataset: Dataset) { self.init(dataset.dataVersion, of: dataset.id) }
}

extension Dataset {
    /// Refuses a change that expects the dataset as it was before.
    func check(_ expected: Int64?) throws(StorageError) {
        guard let expected, expected != dataVersion else { return }
        throw .versionMismatch(expected: expected, actual: dataVersion)
    }

    /// Refuses a state that has not come to what was seen.
    func require(_ seen: DatasetVersion?) throws(StorageError) {
        guard let seen else { return }
        guard seen.dataset ?? id == id, dataVersion >= seen.version else {
            throw .versionMismatch(expected: seen.version, actual: dataVersion)
        }
    }
}
