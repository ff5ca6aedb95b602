public import Models
public import Storage
import Synchronization

/// A ``RowSource`` over batches at hand.
///
/// The fingerprint is a digest of what was read so far, so a store that asks for it too early gets a wrong one.
public final class ArrayRowSource: RowSource {
    private let batches: [RowBatch]
    private let failure: StorageError?
    private let finalRejections: IngestRejections
    private let givenFingerprint: [UInt8]?
    private let position = Mutex(0)

    /// Gives some batches.
    ///
    /// - Parameters:
    ///   - batches: The rows.
    ///   - fingerprint: What stands for the body, or `nil` to make it up from the rows.
    ///   - rejections: What was left out.
    ///   - failure: What to throw after the last batch instead of ending.
    public init(
        _ batches: [RowBatch], fingerprint: [UInt8]? = nil, rejections: IngestRejections = IngestRejections(),
        failure: StorageError? = nil
    ) {
        self.batches = batches
        self.failure = failure
        finalRejections = rejections
        givenFingerprint = fingerprint
    }

    /// Gives rows written as values, some at a time.
    ///
    /// - Precondition: Each row has a value, null or of the right type, for each column.
    public convenience init(
        _ columns: [Column], rows: [[Value]], batchSize: Int = 1000, fingerprint: [UInt8]? = nil,
        rejections: IngestRejections = IngestRejections(), failure: StorageError? = nil
    ) {
        let batches = stride(from: 0, to: rows.count, by: max(1, batchSize)).map { start in
            RowBatch(columns.map(\.type), rows: Array(rows[start..<min(rows.count, start + max(1, batchSize))]))
        }
        self.init(batches, fingerprint: fingerprint, rejections: rejections, failure: failure)
    }

    /// The next batch; after the last, the failure if there is to be one.
    public func next() async throws(StorageError) -> RowBatch? {
        let index = position.withLock { position in
            defer { position += 1 }
            return position
        }
        if index < batches.count { return batches[index] }
        if let failure { throw failure }
        return nil
    }

    /// What was left out, none before the end.
    public var rejections: IngestRejections {
        get async { position.withLock { $0 } > batches.count ? finalRejections : IngestRejections() }
    }

    /// A digest of the batches given so far.
    public var fingerprint: [UInt8] {
        get async {
            let read = position.withLock { min($0, batches.count) }
            if read == batches.count, let givenFingerprint { return givenFingerprint }
            // FNV-1a, 64 bits: enough to tell test bodies apart.
            var digest: UInt64 = 0xcbf2_9ce4_8422_2325
            var key: [UInt8] = []
            for batch in batches.prefix(read) {
                for row in 0..<batch.rowCount { for value in batch[row] { value.appendKey(to: &key) } }
            }
            for byte in key { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            return (0..<8).map { UInt8(truncatingIfNeeded: digest >> UInt64($0 * 8)) }
        }
    }
}
