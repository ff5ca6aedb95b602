/// What a pipeline has sent and not heard of yet, in order, and what an answer means for whom (PostgreSQL documentation,
/// "Pipeline Mode").
///
/// Several reads share one synchronization point: the server then takes them from one packet and answers with one. When one
/// of them fails, it skips those behind it up to that point; they are sent again, as nothing has happened to them.
struct PipelineOrder<Read> {
    /// Something that was sent.
    private enum Entry {
        /// A prepared statement of this name is given up, for which nobody waits.
        case givingUp(String)
        /// A setting for what follows up to the synchronization point.
        case setting
        /// Something that is skipped, as what it belongs to has failed.
        case skippedAnyway
        /// The statement of a read, to be prepared.
        case prepare(Read)
        case read(Read)
        case synchronization
    }

    /// How the server answered the oldest entry.
    enum Answer {
        case success
        case failure
        /// Skipped, as one before it failed.
        case skipped
        /// The synchronization point was reached.
        case synchronized
    }

    /// What is to be done about an answer.
    enum Verdict {
        case nothing
        /// This read has its answer.
        case deliver(Read)
        /// This read is to be sent again.
        case again(Read)
        /// This read's statement was not prepared.
        case notPrepared(Read)
        /// The prepared statement of this name is still there, and is to be given up again.
        case notGivenUp(String)
        /// The statement of this read cannot be prepared, which is the read's answer.
        case unpreparable(Read)
        /// The server and this program do not agree about what was sent: the connection is of no more use.
        case confused
    }

    /// How many answered entries are kept before they are removed together.
    static var mostAnswered: Int { 256 }

    private var entries: [Entry] = []
    private var next = 0
    /// How many reads have no answer yet.
    private(set) var inFlight = 0

    mutating func sentGivingUp(_ name: String) { entries.append(.givingUp(name)) }

    mutating func sentSetting() { entries.append(.setting) }

    mutating func sentPreparation(of read: Read) { entries.append(.prepare(read)) }

    mutating func sent(_ read: Read) {
        entries.append(.read(read))
        inFlight += 1
    }

    mutating func sentSynchronization() { entries.append(.synchronization) }

    /// How many entries are held, answered ones too.
    var held: Int { entries.count }

    /// Whether an answer is due.
    var isWaiting: Bool { next < entries.count }

    /// The read that the server is at, if it is at one.
    var oldest: Read? {
        guard isWaiting else { return nil }
        switch entries[next] {
        case .prepare(let read), .read(let read): return read
        case .givingUp, .setting, .skippedAnyway, .synchronization: return nil
        }
    }

    mutating func received(_ answer: Answer) -> Verdict {
        guard isWaiting else { return .confused }
        let entry = entries[next]
        next += 1
        // Answered entries go, though there may never be a moment without any under way.
        if next == entries.count {
            entries.removeAll(keepingCapacity: true)
            next = 0
        } else if next >= Self.mostAnswered, next * 2 >= entries.count {
            entries.removeFirst(next)
            next = 0
        }
        switch (entry, answer) {
        // A name that cannot be given up is not there.
        case (.synchronization, .synchronized), (.givingUp, .success), (.givingUp, .failure),
            (.skippedAnyway, .skipped), (.setting, .success), (.setting, .failure), (.setting, .skipped),
            (.prepare, .success):
            return .nothing
        case (.givingUp(let name), .skipped): return .notGivenUp(name)
        case (.prepare(let read), .skipped): return .notPrepared(read)
        case (.prepare(let read), .failure):
            // Its read comes next, and is skipped like all behind it.
            guard isWaiting, case .read = entries[next] else { return .confused }
            entries[next] = .skippedAnyway
            inFlight -= 1
            return .unpreparable(read)
        case (.read(let read), .success), (.read(let read), .failure):
            inFlight -= 1
            return .deliver(read)
        case (.read(let read), .skipped):
            inFlight -= 1
            return .again(read)
        case (.synchronization, _), (.skippedAnyway, _), (_, .synchronized): return .confused
        }
    }

    /// The reads without an answer, in order; for when the connection is lost.
    var unanswered: [Read] {
        entries[next...].compactMap { if case .read(let read) = $0 { read } else { nil } }
    }
}
