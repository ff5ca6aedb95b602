import Crypto
import Hummingbird
import Models
import NIOCore
import Storage

/// The rows of a request's body, parsed on demand. Bytes are read from the connection only when the store asks for rows.
///
/// `@unchecked Sendable`: only ``next()`` mutates the parser and the body's iterator, and ``RowSource`` guarantees that one
/// task at a time uses a source.
final class BodyRowSource: RowSource, @unchecked Sendable {
    /// The number of rows at which a batch is returned.
    static let rowsPerBatch = 8192
    /// The number of bytes at which a batch is returned.
    static let bytesPerBatch = 1 << 20

    private var stream: BodyStream
    private var parser: any RowParser
    private let handling: RowHandling
    private var hash: SHA256?
    private var isFinished = false
    private var digest: [UInt8] = []

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - seed: Text that is hashed before the body, so that equal bytes in two formats get different fingerprints; `nil`
    ///     computes no fingerprint.
    init(_ stream: BodyStream, parser: any RowParser, handling: RowHandling, fingerprintSeed seed: String?) {
        self.stream = stream
        self.parser = parser
        self.handling = handling
        guard let seed else { return }
        var hash = SHA256()
        hash.update(data: Array(seed.utf8) + [0])
        self.hash = hash
    }

    /// The SHA-256 digest of the seed and the body; empty without a seed.
    var fingerprint: [UInt8] { digest }

    var rejections: IngestRejections { IngestRejections(count: parser.rejectedRows, errors: parser.errors) }

    func lines(ofRow row: Int64) -> ClosedRange<Int>? { parser.lines[row] }

    func elements(ofRow row: Int64) -> ClosedRange<Int>? { parser.elements[row] }

    func next() async throws(StorageError) -> RowBatch? {
        while !isFinished {
            if parser.pendingRows >= Self.rowsPerBatch || parser.pendingBytes >= Self.bytesPerBatch {
                return parser.takeBatch()
            }
            // A small compressed body may expand to gigabytes, so yield to other work after each piece.
            await Task.yield()
            let chunk: ByteBuffer?
            do {
                chunk = try await stream.next()
            } catch {
                throw .sourceFailed(error)
            }
            try parse(chunk)
        }
        return parser.pendingRows > 0 ? parser.takeBatch() : nil
    }

    private func parse(_ chunk: ByteBuffer?) throws(StorageError) {
        do {
            if let chunk {
                hash?.update(data: chunk.readableBytesView)
                let result = chunk.withUnsafeReadableBytes { bytes in
                    Result { () throws(RowError) in try parser.consume(bytes) }
                }
                try result.get()
            } else {
                try parser.finish()
                isFinished = true
                digest = hash.map { Array($0.finalize()) } ?? []
            }
        } catch {
            throw .malformed(error)
        }
        if handling == .strict, parser.rejectedRows > 0 { throw .rejected(rejections) }
    }
}
