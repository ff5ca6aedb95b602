import Foundation

/// A counter of the refused passwords in a server's log, updated as the log grows.
struct RefusalLog {
    private static let words = Array("rejected the user or the password".utf8)

    private let file: FileHandle
    /// The incomplete last line.
    private var line: [UInt8] = []
    private(set) var count = 0

    /// Opens the log.
    ///
    /// - Throws: The file system's error.
    init(path: String) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    }

    /// Reads the new lines.
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
