import Crypto
import Hummingbird
import Models
import NIOCore
import Storage

/// The rows of a request's body, parsed as the store asks for them: what the store does not take yet stays with the client.
///
/// `@unchecked Sendable`: the parser and the body's iterator are changed by ``next()`` only, and ``RowSource`` promises that
/// one task at a time uses a source.
final class BodyRowSource: RowSource, @unchecked Sendable {
    /// A batch is handed on once it has so many rows…
    static let rowsPerBatch = 8192
    /// …or so many bytes.
    static let bytesPerBatch = 1 << 20

    private var stream: BodyStream
    private var parser: any RowParser
    private let handling: RowHandling
    private var hash: SHA256?
    private var isFinished = false
    private var digest: [UInt8] = []

    /// Prepares to read rows.
    ///
    /// - Parameters:
    ///   - seed: What tells bodies of equal bytes apart, if they must be; `nil` computes no fingerprint at all.
    init(_ stream: BodyStream, parser: any RowParser, handling: RowHandling, fingerprintSeed seed: String?) {
        self.stream = stream
        self.parser = parser
        self.handling = handling
        guard let seed else { return }
        var hash = SHA256()
        hash.update(data: Array(seed.utf8) + [0])
        self.hash = hash
    }

    /// The SHA-256 of the seed and the body; empty if none was asked for.
    var fingerprint: [UInt8] { digest }

    var rejections: IngestRejections { IngestRejections(count: parser.rejectedRows, errors: parser.errors) }

    func lines(ofRow row: Int64) -> ClosedRange<Int>? { parser.lines[row] }

    func elements(ofRow row: Int64) -> ClosedRange<Int>? { parser.elements[row] }

    func next() async throws(StorageError) -> RowBatch? {
        while !isFinished {
            if parser.pendingRows >= Self.rowsPerBatch || parser.pendingBytes >= Self.bytesPerBatch {
                return parser.takeBatch()
            }
            // A packed body may unpack to far more than arrives, so others must get their turn between two pieces.
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
