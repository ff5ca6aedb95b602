import Foundation

/// How often a server has said in its log that the database refused its password and it asks for another, read as the log grows.
struct RefusalLog {
    private static let words = Array("rejected the user or the password".utf8)

    private let file: FileHandle
    /// What has been read of the last line.
    private var line: [UInt8] = []
    private(set) var count = 0

    /// - Throws: What the file system says.
    init(path: String) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    }

    /// Reads what has been added.
    ///
    /// - Returns: ``count``.
    mutating func update() throws -> Int {
        while let data = try file.read(upToCount: 1 << 16), !data.isEmpty {
            let pieces = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for (index, piece) in pieces.enumerated() {
                line += piece
                if index < pieces.count - 1 {
                    if line.firstRange(of: Self.words) != nil { count += 1 }
                    line = []
                }
            }
        }
        return count
    }
}
