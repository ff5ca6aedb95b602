/// The unanswered commands of a pipeline in order, as a state machine that matches results to reads (PostgreSQL documentation,
/// "Pipeline Mode").
///
/// Several reads share one sync point, so that one packet carries them and one carries the answers. If a read fails, the server
/// skips those after it up to the sync point; they are sent again, as they were not executed.
struct PipelineOrder<Read> {
    /// A command that was sent.
    private enum Entry {
        /// The deallocation of a prepared statement.
        case deallocation(String)
        /// A setting for the commands up to the sync point.
        case setting
        /// The read whose preparation failed; the server will skip it.
        case abortedRead
        /// The preparation of a read's statement.
        case prepare(Read)
        case read(Read)
        case synchronization
    }

    /// The server's answer to the oldest entry.
    enum Answer {
        case success
        case failure
        /// Skipped because an earlier command failed.
        case skipped
        /// The sync point was reached.
        case synchronized
    }

    /// The action for an answer.
    enum Verdict {
        case nothing
        /// Deliver the answer to this read.
        case deliver(Read)
        /// Send this read again.
        case again(Read)
        /// Forget this read's statement: it was not prepared.
        case notPrepared(Read)
        /// Deallocate this prepared statement again.
        case notDeallocated(String)
        /// Deliver the failed preparation to this read.
        case preparationFailed(Read)
        /// Close the connection: the answer does not match the commands sent.
        case outOfSync
    }

    /// The number of answered entries that are removed together.
    static var mostAnswered: Int { 256 }

    private var entries: [Entry] = []
    private var next = 0
    /// The number of unanswered reads.
    private(set) var inFlight = 0

    mutating func sentDeallocation(_ name: String) { entries.append(.deallocation(name)) }

    mutating func sentSetting() { entries.append(.setting) }

    mutating func sentPreparation(of read: Read) { entries.append(.prepare(read)) }

    mutating func sent(_ read: Read) {
        entries.append(.read(read))
        inFlight += 1
    }

    mutating func sentSynchronization() { entries.append(.synchronization) }

    /// The number of entries in memory, including answered ones.
    var held: Int { entries.count }

    /// `true` if an answer is due.
    var isWaiting: Bool { next < entries.count }

    /// The read that the server is executing, if any.
    var oldest: Read? {
        guard isWaiting else { return nil }
        switch entries[next] {
        case .prepare(let read), .read(let read): return read
        case .deallocation, .setting, .abortedRead, .synchronization: return nil
        }
    }

    mutating func received(_ answer: Answer) -> Verdict {
        guard isWaiting else { return .outOfSync }
        let entry = entries[next]
        next += 1
        // Remove answered entries, as there may never be a moment without commands in flight.
        if next == entries.count {
            entries.removeAll(keepingCapacity: true)
            next = 0
        } else if next >= Self.mostAnswered, next * 2 >= entries.count {
            entries.removeFirst(next)
            next = 0
        }
        switch (entry, answer) {
        // A failed deallocation means that the statement does not exist.
        case (.synchronization, .synchronized), (.deallocation, .success), (.deallocation, .failure),
            (.abortedRead, .skipped), (.setting, .success), (.setting, .failure), (.setting, .skipped),
            (.prepare, .success):
            return .nothing
        case (.deallocation(let name), .skipped): return .notDeallocated(name)
        case (.prepare(let read), .skipped): return .notPrepared(read)
        case (.prepare(let read), .failure):
            // The server skips its read, which comes next, and all commands after it.
            guard isWaiting, case .read = entries[next] else { return .outOfSync }
            entries[next] = .abortedRead
            inFlight -= 1
            return .preparationFailed(read)
        case (.read(let read), .success), (.read(let read), .failure):
            inFlight -= 1
            return .deliver(read)
        case (.read(let read), .skipped):
            inFlight -= 1
            return .again(read)
        case (.synchronization, _), (.abortedRead, _), (_, .synchronized): return .outOfSync
        }
    }

    /// The unanswered reads in order, to send again after the connection is lost.
    var unanswered: [Read] {
        entries[next...].compactMap { if case .read(let read) = $0 { read } else { nil } }
    }
}
