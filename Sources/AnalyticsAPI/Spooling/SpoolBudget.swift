import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The disk space for all spool files.
final class SpoolBudget: Sendable {
    /// The folder of the files. Each file is unlinked once it is open, and deleted with its request.
    let folder: String
    /// The maximum size of all files, in bytes.
    let limit: Int
    private let whole: SpoolBudget?
    private let used = Mutex(0)

    /// - Parameters:
    ///   - folder: The folder of the files; `nil` for the system's temporary folder.
    ///   - limit: The maximum size of all files, in bytes.
    init(folder: String? = nil, limit: Int) {
        self.folder = folder ?? FileManager.default.temporaryDirectory.path
        self.limit = limit
        whole = nil
    }

    /// Creates a part of a budget, whose bytes count in both.
    ///
    /// - Parameter limit: The maximum size of the part's files, in bytes.
    init(of whole: SpoolBudget, limit: Int) {
        folder = whole.folder
        self.limit = limit
        self.whole = whole
    }

    /// The bytes in use.
    var bytesInUse: Int { used.withLock { $0 } }

    /// Reserves bytes; returns `false` if the limit would be exceeded.
    func reserve(_ bytes: Int) -> Bool {
        guard whole?.reserve(bytes) ?? true else { return false }
        let isReserved = used.withLock { used in
            guard bytes <= limit - used else { return false }
            used += bytes
            return true
        }
        if !isReserved { whole?.release(bytes) }
        return isReserved
    }

    /// Releases reserved bytes.
    func release(_ bytes: Int) {
        used.withLock { $0 -= bytes }
        whole?.release(bytes)
    }
}
