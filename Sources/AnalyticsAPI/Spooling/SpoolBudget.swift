import Foundation
import Synchronization

/// The room on disk for everything that is spooled at a time.
final class SpoolBudget: Sendable {
    /// The folder of the files; each has no name once it is open, and ends with the request that it serves.
    let folder: String
    /// The most bytes in all files.
    let limit: Int
    private let used = Mutex(0)

    /// - Parameters:
    ///   - folder: The folder of the files; by default the system's for temporary files.
    ///   - limit: The most bytes in all files.
    init(folder: String? = nil, limit: Int) {
        self.folder = folder ?? NSTemporaryDirectory()
        self.limit = limit
    }

    /// The bytes in use.
    var bytesInUse: Int { used.withLock { $0 } }

    /// Sets bytes aside; `false` if there is no room for them.
    func reserve(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard bytes <= limit - used else { return false }
            used += bytes
            return true
        }
    }

    /// Gives bytes back.
    func release(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
