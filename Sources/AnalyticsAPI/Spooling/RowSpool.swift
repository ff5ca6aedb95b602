import Models
import Storage
import Synchronization

/// The parsed rows of an upload, between a client and the store: in memory while they are few, then in a file. The store holds
/// no connection while rows are missing.
///
/// One task appends, and one task takes. Taken rows stay in the spool, so that they can be taken again from the beginning.
final class RowSpool: Sendable {
    /// The maximum number of bytes in memory.
    static let memoryBytes = 2 << 20

    private enum Entry {
        case held(RowBatch)
        case filed(offset: Int, count: Int)
    }

    private struct State {
        var entries: [Entry] = []
        var next = 0
        var heldBytes = 0
        var filedBytes = 0
        var byteCount = 0
        var end: Result<Void, StorageError>?
    }

    /// The result of taking a batch.
    enum Next {
        /// The next rows.
        case batch(RowBatch)
        /// The end of the rows.
        case end
        /// The wait reached its time-out.
        case lagging
    }

    private let types: [ColumnType]
    private let budget: SpoolBudget
    private let state = Mutex(State())
    private let file = Mutex<SpoolFile?>(nil)
    private let signal: Signal

    /// - Parameters:
    ///   - types: The types of the columns of every batch.
    ///   - budget: The disk space for all files.
    ///   - clock: The clock of time-outs.
    init(types: [ColumnType], _ budget: SpoolBudget, clock: any Clock<Duration> = ContinuousClock()) {
        self.types = types
        self.budget = budget
        signal = Signal(clock: clock)
    }

    deinit { budget.release(state.withLock { $0.filedBytes }) }

    /// The approximate number of bytes of all batches so far.
    var byteCount: Int { state.withLock { $0.byteCount } }

    /// A Boolean value that indicates whether the last row has been appended.
    var isComplete: Bool { state.withLock { if case .success? = $0.end { true } else { false } } }

    /// Appends a batch.
    ///
    /// - Throws: ``SpoolError``.
    func append(_ batch: RowBatch) throws(SpoolError) {
        let size = batch.byteCount
        let isHeld = state.withLock { state in
            guard state.filedBytes == 0, state.heldBytes + size <= Self.memoryBytes else { return false }
            state.entries.append(.held(batch))
            state.heldBytes += size
            state.byteCount += size
            return true
        }
        if !isHeld { try write(batch, size: size) }
        signal.notify()
    }

    /// Ends the rows, with success or an error.
    func finish(_ result: Result<Void, StorageError>) {
        state.withLock { state in if state.end == nil { state.end = result } }
        signal.notify()
    }

    /// Waits for the next batch and takes it.
    ///
    /// - Parameter timeout: The maximum wait.
    /// - Throws: The error that ended the rows, even before earlier batches are taken; ``StorageError/cancelled``.
    func next(timeout: Duration) async throws(StorageError) -> Next {
        while true {
            let changes = signal.changes
            let (entry, end) = state.withLock { state -> (Entry?, Result<Void, StorageError>?) in
                if case .failure? = state.end { return (nil, state.end) }
                guard state.next < state.entries.count else { return (nil, state.end) }
                defer { state.next += 1 }
                return (state.entries[state.next], nil)
            }
            if let entry { return .batch(try read(entry)) }
            if let end {
                try end.get()
                return .end
            }
            switch await signal.wait(since: changes, limit: timeout) {
            case .changed: continue
            case .timedOut: return .lagging
            case .cancelled: throw .cancelled
            }
        }
    }

    /// Waits until the rows have ended or a condition holds.
    ///
    /// - Parameter condition: Evaluated after each batch.
    /// - Throws: The error that ended the rows; ``StorageError/cancelled``.
    func wait(until condition: () -> Bool = { false }) async throws(StorageError) {
        while true {
            let changes = signal.changes
            if let end = state.withLock({ $0.end }) { return try end.get() }
            if condition() { return }
            if case .cancelled = await signal.wait(since: changes) { throw .cancelled }
        }
    }

    /// Returns to the first row.
    func rewind() { state.withLock { $0.next = 0 } }

    private func write(_ batch: RowBatch, size: Int) throws(SpoolError) {
        let file = try openFile()
        let offset = state.withLock { $0.filedBytes }
        var end = offset
        try Result { () throws(SpoolError) in
            try Self.pieces(of: batch) { piece throws(SpoolError) in
                guard budget.reserve(piece.count) else { throw .noRoom }
                state.withLock { $0.filedBytes += piece.count }
                try file.write(piece, at: end)
                end += piece.count
            }
        }.get()
        let entry = Entry.filed(offset: offset, count: end - offset)
        state.withLock { state in
            state.entries.append(entry)
            state.byteCount += size
        }
    }

    /// Calls `RowBatch.withPieces` with a body that throws.
    private static func pieces(
        of batch: RowBatch, _ body: (UnsafeRawBufferPointer) throws(SpoolError) -> Void
    ) throws(SpoolError) {
        var failure: SpoolError?
        batch.withPieces { piece in
            guard failure == nil else { return }
            do throws(SpoolError) { try body(piece) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func read(_ entry: Entry) throws(StorageError) -> RowBatch {
        switch entry {
        case .held(let batch): return batch
        case .filed(let offset, let count):
            guard let file = file.withLock({ $0 }) else { throw .sourceFailed(SpoolError.damaged) }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
            defer { buffer.deallocate() }
            do {
                try file.read(into: buffer, at: offset)
            } catch {
                throw .sourceFailed(error)
            }
            guard let batch = RowBatch(types: types, bytes: UnsafeRawBufferPointer(buffer)) else {
                throw .sourceFailed(SpoolError.damaged)
            }
            return batch
        }
    }

    private func openFile() throws(SpoolError) -> SpoolFile {
        if let file = file.withLock({ $0 }) { return file }
        let made = try SpoolFile(in: budget.folder)
        file.withLock { $0 = made }
        return made
    }
}
