@testable import AWSClient

extension FileReader {
    /// Files in memory, by path.
    static func testing(_ files: [String: String]) -> FileReader {
        FileReader { path throws(FileReadingError) in files[path].map { Array($0.utf8) } }
    }
}
