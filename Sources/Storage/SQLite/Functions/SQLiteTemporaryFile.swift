import CSQLite

/// A temporary file of numbers, in the folder where SQLite creates its own temporary files; it disappears when it is closed.
final class SQLiteTemporaryFile {
    /// An open file of SQLite's operating system layer, in memory that this object owns.
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let memory: UnsafeMutableRawPointer
    /// The number of numbers in the file.
    private(set) var count = 0

    /// Creates a file; `nil` if that fails.
    init?() {
        guard let system = sqlite3_vfs_find(nil), let open = system.pointee.xOpen else { return nil }
        let size = max(Int(system.pointee.szOsFile), MemoryLayout<sqlite3_file>.size)
        memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        file = memory.assumingMemoryBound(to: sqlite3_file.self)
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE
            | SQLITE_OPEN_TEMP_JOURNAL
        guard open(system, nil, file, flags, nil) == SQLITE_OK else {
            close()
            return nil
        }
    }

    deinit { close() }

    private func close() {
        // SQLite leaves the methods empty if a file could not be opened (SQLite documentation, "OS Interface File Virtual Methods
        // Object").
        if let methods = file.pointee.pMethods { _ = methods.pointee.xClose?(file) }
        memory.deallocate()
    }

    /// The most numbers in one call: SQLite's files take at most 131,071 bytes, far more than its largest page.
    private static let piece = 8192

    /// Appends numbers; returns SQLite's result code.
    func append(_ numbers: [UInt64]) -> CInt {
        for start in stride(from: 0, to: numbers.count, by: Self.piece) {
            let piece = numbers[start..<min(start + Self.piece, numbers.count)]
            let code = piece.withUnsafeBytes { bytes in
                file.pointee.pMethods.pointee.xWrite?(file, bytes.baseAddress, CInt(bytes.count), Int64(count) * 8)
            }
            guard code == SQLITE_OK else { return code ?? SQLITE_IOERR }
            count += piece.count
        }
        return SQLITE_OK
    }

    /// Reads up to `most` numbers from an index on; returns SQLite's result code.
    func read(from start: Int, atMost most: Int, into numbers: inout [UInt64]) -> CInt {
        let size = min(most, count - start)
        numbers = [UInt64](repeating: 0, count: size)
        for place in stride(from: 0, to: size, by: Self.piece) {
            let code = numbers[place..<min(place + Self.piece, size)].withUnsafeMutableBytes { bytes in
                file.pointee.pMethods.pointee.xRead?(
                    file, bytes.baseAddress, CInt(bytes.count), Int64(start + place) * 8)
            }
            guard code == SQLITE_OK else { return code ?? SQLITE_IOERR }
        }
        return SQLITE_OK
    }
}
