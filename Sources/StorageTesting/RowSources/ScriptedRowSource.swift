import Basics
package import Models
package import Storage
import Synchronization

/// A ``RowSource`` over batches in memory.
///
/// The fingerprint covers the batches read so far, so a store that asks too early gets a wrong one.
package final class ScriptedRowSource: RowSource {
    private let batches: [RowBatch]
    private let failure: StorageError?
    private let finalRejections: IngestRejections
    private let givenFingerprint: [UInt8]?
    private let position = Mutex(0)

    /// Creates a source of batches.
    ///
    /// - Parameters:
    ///   - batches: The rows.
    ///   - fingerprint: The fingerprint, or `nil` to compute it from the rows.
    ///   - rejections: The rows that the source reports as left out.
    ///   - failure: The error to throw after the last batch, or `nil` to end.
    package init(
        _ batches: [RowBatch], fingerprint: [UInt8]? = nil, rejections: IngestRejections = IngestRejections(),
        failure: StorageError? = nil
    ) {
        self.batches = batches
        self.failure = failure
        finalRejections = rejections
        givenFingerprint = fingerprint
    }

    /// Creates a source of rows, split into batches.
    ///
    /// - Precondition: Each row has a value for each column, null or of the column's type.
    package convenience init(
        _ columns: [Column], rows: [[Value]], batchSize: Int = 1000, fingerprint: [UInt8]? = nil,
        rejections: IngestRejections = IngestRejections(), failure: StorageError? = nil
    ) {
        let batches = stride(from: 0, to: rows.count, by: max(1, batchSize)).map { start in
            RowBatch(columns.map(\.type), rows: Array(rows[start..<min(rows.count, start + max(1, batchSize))]))
        }
        self.init(batches, fingerprint: fingerprint, rejections: rejections, failure: failure)
    }

    /// Returns the next batch; after the last, throws the failure if there is one.
    package func next() async throws(StorageError) -> RowBatch? {
        let index = position.withLock { position in
            defer { position += 1 }
            return position
        }
        if index < batches.count { return batches[index] }
        if let failure { throw failure }
        return nil
    }

    /// The rejections; none before the end.
    package var rejections: IngestRejections {
        get async { position.withLock { $0 } > batches.count ? finalRejections : IngestRejections() }
    }

    /// A digest of the batches returned so far.
    package var fingerprint: [UInt8] {
        get async {
            let read = position.withLock { min($0, batches.count) }
            if read == batches.count, let givenFingerprint { return givenFingerprint }
            // 64-bit FNV-1a suffices to distinguish the inputs of tests.
            var digest = FNV1a()
            var key: [UInt8] = []
            for batch in batches.prefix(read) {
                for row in 0..<batch.rowCount { for value in batch[row] { value.appendKey(to: &key) } }
            }
            digest.update(key)
            return withUnsafeBytes(of: digest.value.littleEndian) { Array($0) }
        }
    }
}
