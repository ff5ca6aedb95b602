import NIOCore

/// The bytes of a body, kept to be read from the beginning: in memory while they are few, then in a file.
///
/// `@unchecked Sendable`: one task appends, and reads only after the last byte.
final class BodySpool: @unchecked Sendable {
    /// The maximum number of bytes in memory.
    static let memoryBytes = 1 << 20
    /// The size of a piece that is read from the file, in bytes.
    static let pieceBytes = 256 << 10

    private let budget: SpoolBudget
    private var memory = ByteBuffer()
    private var file: SpoolFile?
    private(set) var fileBytes = 0

    init(_ budget: SpoolBudget) { self.budget = budget }

    deinit { budget.release(fileBytes) }

    /// Appends bytes.
    ///
    /// - Throws: ``SpoolError``.
    func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
        if file == nil, memory.readableBytes + bytes.count <= Self.memoryBytes {
            memory.writeBytes(bytes)
            return
        }
        let file = try openFile()
        guard budget.reserve(bytes.count) else { throw .noRoom }
        fileBytes += bytes.count
        try file.write(bytes, at: fileBytes - bytes.count)
    }

    private func openFile() throws(SpoolError) -> SpoolFile {
        if let file { return file }
        let made = try SpoolFile(in: budget.folder)
        file = made
        return made
    }

    /// The bytes from the beginning, in pieces.
    var pieces: Pieces { Pieces(spool: self) }

    /// The pieces of a spooled body: those in memory, then those in the file.
    struct Pieces: AsyncSequence, AsyncIteratorProtocol {
        fileprivate let spool: BodySpool
        private var hasReadMemory = false
        private var offset = 0

        fileprivate init(spool: BodySpool) { self.spool = spool }

        mutating func next() async throws -> ByteBufferView? {
            if !hasReadMemory {
                hasReadMemory = true
                return spool.memory.readableBytesView
            }
            guard let file = spool.file, offset < spool.fileBytes else { return nil }
            let size = Swift.min(BodySpool.pieceBytes, spool.fileBytes - offset)
            var buffer = ByteBuffer()
            var failure: SpoolError?
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
                do throws(SpoolError) {
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<size]), at: offset)
                    return size
                } catch {
                    failure = error
                    return 0
                }
            }
            if let failure { throw failure }
            offset += size
            return buffer.readableBytesView
        }

        func makeAsyncIterator() -> Pieces { self }
    }
}
