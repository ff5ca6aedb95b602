import NIOCore

/// Decides when a connection has been waited for long enough: a pure state machine, told of every event with its time.
///
/// Only time during which the server waited for the client counts against it: while a database is slow to take rows, nothing is
/// asked of whoever sends them, and while it is slow to give them, nothing is asked of whoever reads.
struct ConnectionClock {
    /// What to do about a connection.
    enum Verdict: Equatable {
        /// Nothing; look again then.
        case wait(until: NIODeadline)
        /// No request came in time.
        case closeIdle
        /// A body stopped coming.
        case giveUpBody
        /// An answer is no longer taken.
        case giveUpAnswer
    }

    /// A body that brings less than this within ``bodyTimeout`` is given up, and so is an answer of which less is taken within
    /// ``answerTimeout``.
    static let leastBytes = 1024

    private enum Phase {
        case idle(since: NIODeadline)
        case receiving(waited: TimeAmount, waitingSince: NIODeadline?, bytes: Int)
        case answering
    }

    private var idleTimeout: TimeAmount
    private let bodyTimeout: TimeAmount
    private let answerTimeout: TimeAmount
    private var phase: Phase
    /// Since when bytes have waited for the client, and how many it had taken by then. Beside the phase, as the next request may
    /// come while an answer is still on its way.
    private var stall: (since: NIODeadline, taken: Int)?
    /// Requests whose answer has not been written to its end.
    private(set) var openRequests = 0

    /// Whether the body of a request is still to come.
    var isReceiving: Bool { if case .receiving = phase { true } else { false } }
    /// Whether bytes of an answer wait for the client to take them.
    var isStalled: Bool { stall != nil }

    init(idleTimeout: TimeAmount, bodyTimeout: TimeAmount, answerTimeout: TimeAmount, now: NIODeadline) {
        self.idleTimeout = idleTimeout
        self.bodyTimeout = bodyTimeout
        self.answerTimeout = answerTimeout
        phase = .idle(since: now)
    }

    /// A request began.
    mutating func headArrived() {
        openRequests += 1
        phase = .receiving(waited: .zero, waitingSince: nil, bytes: 0)
    }

    /// Some of the body came.
    mutating func bodyArrived(bytes new: Int, at now: NIODeadline) {
        guard case .receiving(let waited, let since, let bytes) = phase else { return }
        let total = bytes + new
        let spent = waited + (since.map { now - $0 } ?? .zero)
        phase =
            total >= Self.leastBytes
            ? .receiving(waited: .zero, waitingSince: nil, bytes: 0)
            : .receiving(waited: spent, waitingSince: nil, bytes: total)
    }

    /// The body is complete, or no longer waited for.
    mutating func bodyEnded() { phase = .answering }

    /// The server is ready to read more.
    mutating func readWanted(at now: NIODeadline) {
        if case .receiving(let waited, nil, let bytes) = phase {
            phase = .receiving(waited: waited, waitingSince: now, bytes: bytes)
        }
    }

    /// An answer has been written to its end.
    mutating func answered(at now: NIODeadline) {
        openRequests = max(0, openRequests - 1)
        if openRequests == 0, case .answering = phase { phase = .idle(since: now) }
    }

    /// The server stops: from now on a connection without a request is kept for a shorter time.
    mutating func shortenIdleTime(to grace: TimeAmount, at now: NIODeadline) {
        idleTimeout = min(idleTimeout, grace)
        if case .idle = phase { phase = .idle(since: now) }
    }

    /// How far the client is with what was written to it.
    ///
    /// - Parameters:
    ///   - waiting: The bytes that the system has no room for until the client takes some.
    ///   - taken: The bytes that the client has taken since the connection began.
    mutating func outputStands(waiting: Int, taken: Int, at now: NIODeadline) {
        if waiting > 0 {
            if let stall, taken - stall.taken < Self.leastBytes { return }
            stall = (now, taken)
        } else if stall != nil {
            stall = nil
            // A client that was still reading did something.
            if case .idle = phase { phase = .idle(since: now) }
        }
    }

    /// What to do now.
    func verdict(at now: NIODeadline) -> Verdict {
        guard let stall else { return phaseVerdict(at: now) }
        let deadline = stall.since + answerTimeout
        if now >= deadline { return .giveUpAnswer }
        // Nobody tells when a client takes a part of what waits, so it is looked at now and then.
        let look = min(deadline, now + .nanoseconds(answerTimeout.nanoseconds / 4))
        switch phaseVerdict(at: now) {
        case .giveUpBody: return .giveUpBody
        case .wait(let other): return .wait(until: min(look, other))
        case .closeIdle, .giveUpAnswer: return .wait(until: look)
        }
    }

    private func phaseVerdict(at now: NIODeadline) -> Verdict {
        switch phase {
        case .idle(let since):
            let deadline = since + idleTimeout
            return now >= deadline ? .closeIdle : .wait(until: deadline)
        case .receiving(let waited, let since?, _):
            let deadline = since + bodyTimeout - waited
            return now >= deadline ? .giveUpBody : .wait(until: deadline)
        case .receiving, .answering:
            return .wait(until: now + min(idleTimeout, bodyTimeout))
        }
    }
}
