import NIOCore
import Synchronization

/// The bytes of an answer between the database and a client that reads more slowly: a queue, in memory as long as it is short, then
/// in a file. The database's connection is free once the last of them is in the queue.
///
/// One task appends and one takes.
final class ByteSpool: Sendable {
    /// The bytes that are held in memory before the file is used.
    static let memoryBytes = 1 << 20
    /// The most bytes that are taken from the file at once.
    static let pieceBytes = 1 << 18

    private struct State {
        var held: [ByteBuffer] = []
        var heldBytes = 0
        /// The part of the file that has been written and not been taken.
        var filed = 0..<0
        var reserved = 0
        /// `true` if bytes are on their way into the file.
        var isWriting = false
        var end: Result<Void, any Error>?
    }

    private let budget: SpoolBudget
    /// The most bytes in the file.
    private let limit: Int
    private let patience: Duration
    private let state = Mutex(State())
    private let file = Mutex<SpoolFile?>(nil)
    private let signal: Signal

    /// - Parameters:
    ///   - budget: The room for all files.
    ///   - limit: The most bytes in the file of this queue.
    ///   - patience: The longest wait for room when the queue is full.
    ///   - clock: Measures it.
    init(_ budget: SpoolBudget, limit: Int, patience: Duration, clock: any Clock<Duration> = ContinuousClock()) {
        self.budget = budget
        self.limit = limit
        self.patience = patience
        signal = Signal(clock: clock)
    }

    deinit { budget.release(state.withLock { $0.reserved }) }

    /// Appends bytes, when there is room for them.
    ///
    /// - Throws: ``SlowReader`` when no room comes in time; `CancellationError`; ``SpoolError``.
    func append(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        while true {
            let changes = signal.changes
            if try add(buffer) { return signal.notify() }
            switch await signal.wait(since: changes, limit: patience) {
            case .changed: continue
            case .timedOut: throw SlowReader()
            case .cancelled: throw CancellationError()
            }
        }
    }

    /// Ends the queue: with success, or with the reason why there is no more.
    func finish(_ result: Result<Void, any Error>) {
        state.withLock { state in if state.end == nil { state.end = result } }
        signal.notify()
    }

    /// The next bytes, when there are some; `nil` after the last.
    ///
    /// - Throws: The reason with which the queue was ended, as soon as it is; `CancellationError`; ``SpoolError``.
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
            // The disk is full: as when the queue is.
            return false
        }
        state.withLock { state in
            // Taken to its end meanwhile, the file goes on from here.
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

/// A client that reads an answer too slowly for the room there is to spool it.
struct SlowReader: Error, CustomStringConvertible {
    let description = "the client reads too slowly, and the answer is too large to be spooled"
}
