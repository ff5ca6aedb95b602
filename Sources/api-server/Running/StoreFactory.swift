import AnalyticsAPI
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes the store that a location names.
enum StoreFactory {
    /// Makes the store; for SQLite the folder of its file too.
    ///
    /// - Throws: What the file system says.
    static func make(_ location: StoreLocation) throws -> any AnalyticsStore {
        switch location {
        case .sqlite(let path):
            if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
                try FileManager.default.createDirectory(
                    atPath: String(path[..<slash]), withIntermediateDirectories: true)
            }
            return SQLiteAnalyticsStore(path: path)
        case .postgres(let uri):
            return PostgresAnalyticsStore(uri: uri)
        }
    }
}
