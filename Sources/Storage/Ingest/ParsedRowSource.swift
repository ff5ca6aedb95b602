public import Models

/// A ``RowSource`` that parses CSV, NDJSON or JSON as the store asks for rows.
///
/// The text arrives in chunks, which may end anywhere, also inside of a character. Memory use is bounded by one chunk and one batch.
///
/// `@unchecked Sendable`: ``next()`` alone changes parser and iterator, and one task at a time uses a source.
public final class ParsedRowSource<Chunks: AsyncSequence>: RowSource, @unchecked Sendable
where Chunks.Element: Sequence<UInt8> {
    /// The number of rows at which a batch ends.
    package static var rowsPerBatch: Int { 8192 }
    /// The size in bytes at which a batch ends.
    package static var bytesPerBatch: Int { 1 << 20 }

    private var iterator: Chunks.AsyncIterator
    private var parser: any RowParser
    private let skipsBadRows: Bool
    private var digest: (any RowDigest)?
    private var isFinished = false

    /// Creates a source of a dataset's rows.
    ///
    /// - Parameters:
    ///   - chunks: The text.
    ///   - format: The format of the text.
    ///   - dataset: The dataset, whose columns the text names.
    ///   - skipsBadRows: `true` to leave out rows with errors (``rejections``); `false` to fail with the first of them.
    public convenience init(
        _ chunks: Chunks, as format: RowFormat, of dataset: DatasetDefinition, skipsBadRows: Bool = false
    ) {
        self.init(
            chunks, parser: format.parser(for: dataset), skipsBadRows: skipsBadRows, digest: ChecksumDigest())
    }

    /// Creates a source.
    ///
    /// - Parameter digest: The digest for the fingerprint; `nil` for an empty fingerprint.
    package init(_ chunks: Chunks, parser: any RowParser, skipsBadRows: Bool, digest: (any RowDigest)?) {
        iterator = chunks.makeAsyncIterator()
        self.parser = parser
        self.skipsBadRows = skipsBadRows
        self.digest = digest
    }

    /// The digest of the text, known after the last batch; empty before.
    public var fingerprint: [UInt8] { isFinished ? digest?.finish() ?? [] : [] }

    /// The rows that were left out so far.
    public var rejections: IngestRejections { IngestRejections(count: parser.rejectedRows, errors: parser.errors) }

    /// Returns the range of lines in which a row begins.
    public func lines(ofRow row: Int64) -> ClosedRange<Int>? { parser.lines[row] }

    /// Returns the range of indices that a row can have in a JSON array.
    public func elements(ofRow row: Int64) -> ClosedRange<Int>? { parser.elements[row] }

    /// Returns the next batch, or `nil` after the last.
    ///
    /// - Throws: ``StorageError/malformed(_:)`` if the text cannot be parsed; ``StorageError/rejected(_:)`` for a bad row that is not
    ///   skipped; ``StorageError/sourceFailed(_:)`` with the error of `chunks`.
    public func next() async throws(StorageError) -> RowBatch? {
        while !isFinished {
            if parser.pendingRows >= Self.rowsPerBatch || parser.pendingBytes >= Self.bytesPerBatch {
                return parser.takeBatch()
            }
            // A compressed body can expand to many chunks, so let other tasks run between two of them.
            await Task.yield()
            let chunk: Chunks.Element?
            do {
                chunk = try await iterator.next()
            } catch {
                throw .sourceFailed(error)
            }
            try parse(chunk)
        }
        return parser.pendingRows > 0 ? parser.takeBatch() : nil
    }

    private func parse(_ chunk: Chunks.Element?) throws(StorageError) {
        do {
            if let chunk {
                let result = chunk.withContiguousStorageIfAvailable { parse(UnsafeRawBufferPointer($0)) }
                try (result ?? Array(chunk).withUnsafeBytes { parse($0) }).get()
            } else {
                try parser.finish()
                isFinished = true
            }
        } catch {
            throw .malformed(error)
        }
        if !skipsBadRows, parser.rejectedRows > 0 { throw .rejected(rejections) }
    }

    private func parse(_ bytes: UnsafeRawBufferPointer) -> Result<Void, RowError> {
        digest?.update(bytes)
        return Result { () throws(RowError) in try parser.consume(bytes) }
    }
}
