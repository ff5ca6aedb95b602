import NIOCore
import Synchronization

/// A queue for the bytes of an answer, between the database and a slower client: in memory while it is short, then in a file.
/// The database connection is free once the last bytes are in the queue.
///
/// One task appends, and one task takes.
final class ByteSpool: Sendable {
    /// The maximum number of bytes in memory.
    static let memoryBytes = 1 << 20
    /// The maximum number of bytes that are read from the file at once.
    static let pieceBytes = 1 << 18

    private struct State {
        var held: [ByteBuffer] = []
        var heldBytes = 0
        /// The range of the file that is written and not yet taken.
        var filed = 0..<0
        var reserved = 0
        /// `true` while bytes are being written to the file.
        var isWriting = false
        var end: Result<Void, any Error>?
    }

    private let budget: SpoolBudget
    /// The maximum size of the file, in bytes.
    private let limit: Int
    private let timeout: Duration
    private let state = Mutex(State())
    private let file = Mutex<SpoolFile?>(nil)
    private let signal: Signal

    /// - Parameters:
    ///   - budget: The disk space for all files.
    ///   - limit: The maximum size of this queue's file, in bytes.
    ///   - timeout: The maximum wait for space when the queue is full.
    ///   - clock: The clock of the time-out.
    init(_ budget: SpoolBudget, limit: Int, timeout: Duration, clock: any Clock<Duration> = ContinuousClock()) {
        self.budget = budget
        self.limit = limit
        self.timeout = timeout
        signal = Signal(clock: clock)
    }

    deinit { budget.release(state.withLock { $0.reserved }) }

    /// Appends bytes, once there is space for them.
    ///
    /// - Throws: ``SlowReaderError`` if no space becomes free within the time-out; `CancellationError`; ``SpoolError``.
    func append(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        while true {
            let changes = signal.changes
            if try add(buffer) { return signal.notify() }
            switch await signal.wait(since: changes, limit: timeout) {
            case .changed: continue
            case .timedOut: throw SlowReaderError()
            case .cancelled: throw CancellationError()
            }
        }
    }

    /// Ends the queue, with success or an error.
    func finish(_ result: Result<Void, any Error>) {
        state.withLock { state in if state.end == nil { state.end = result } }
        signal.notify()
    }

    /// Waits for the next bytes and returns them; `nil` after the last.
    ///
    /// - Throws: The error that ended the queue, even before earlier bytes are taken; `CancellationError`; ``SpoolError``.
    func next() async throws -> ByteBuffer? {
        while true {
            let changes = signal.changes
            if let buffer = try takeHeld() ?? takeFiled() {
                signal.notify()
                return buffer
            }
            if let end = state.withLock({ $0.end }) {
                try end.get()
                return nil
            }
            if case .cancelled = await signal.wait(since: changes) { throw CancellationError() }
        }
    }

    private enum Place {
        case held
        case filed(Int)
        case none
    }

    private func add(_ buffer: ByteBuffer) throws -> Bool {
        let size = buffer.readableBytes
        let place = state.withLock { state -> Place in
            if state.filed.isEmpty && (state.heldBytes == 0 || state.heldBytes + size <= Self.memoryBytes) {
                state.held.append(buffer)
                state.heldBytes += size
                return .held
            }
            let offset = state.filed.isEmpty ? 0 : state.filed.upperBound
            let needed = max(0, offset + size - state.reserved)
            guard offset + size <= limit, budget.reserve(needed) else { return .none }
            state.reserved += needed
            state.isWriting = true
            return .filed(offset)
        }
        guard case .filed(let offset) = place else { if case .held = place { return true } else { return false } }
        defer { state.withLock { $0.isWriting = false } }
        do {
            let file = try openFile()
            try buffer.withUnsafeReadableBytes { bytes in
                try Result { () throws(SpoolError) in try file.write(bytes, at: offset) }.get()
            }
        } catch SpoolError.noRoom {
            // A full disk is treated like a full queue.
            return false
        }
        state.withLock { state in
            // If everything before was taken meanwhile, the range starts here.
            state.filed = (state.filed.isEmpty ? offset : state.filed.lowerBound)..<(offset + size)
        }
        return true
    }

    private func takeHeld() throws -> ByteBuffer? {
        try state.withLock { state in
            if case .failure(let error)? = state.end { throw error }
            guard !state.held.isEmpty else { return nil }
            let buffer = state.held.removeFirst()
            state.heldBytes -= buffer.readableBytes
            return buffer
        }
    }

    private func takeFiled() throws -> ByteBuffer? {
        let filed = state.withLock { $0.filed }
        guard !filed.isEmpty, let file = file.withLock({ $0 }) else { return nil }
        let size = min(filed.count, Self.pieceBytes)
        var buffer = ByteBuffer()
        let outcome = Mutex<SpoolError?>(nil)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
            do throws(SpoolError) {
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<size]), at: filed.lowerBound)
                return size
            } catch {
                outcome.withLock { $0 = error }
                return 0
            }
        }
        if let error = outcome.withLock({ $0 }) { throw error }
        let free = state.withLock { state -> Int in
            state.filed = (filed.lowerBound + size)..<state.filed.upperBound
            guard state.filed.isEmpty && !state.isWriting else { return 0 }
            state.filed = 0..<0
            file.removeAll()
            defer { state.reserved = 0 }
            return state.reserved
        }
        budget.release(free)
        return buffer
    }

    private func openFile() throws(SpoolError) -> SpoolFile {
        if let file = file.withLock({ $0 }) { return file }
        let made = try SpoolFile(in: budget.folder)
        file.withLock { $0 = made }
        return made
    }
}

/// A client that reads an answer too slowly for the disk space to spool it.
struct SlowReaderError: Error, CustomStringConvertible {
    let description = "the client reads too slowly, and the answer is too large to spool"
}
