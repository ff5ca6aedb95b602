import NIOCore

/// Decides when a connection has been waited for long enough: a pure state machine, told of every event with its time.
///
/// A client has a credit of time, which runs down while the server waits for it and grows by a second with each
/// ``leastBytesPerSecond`` that it sends or takes, up to the time-out. So the least rate is an average: a connection of 1 KiB/s stays,
/// and may pause for as long as the time-out; a trickle is given up after it. Time during which the client waits for the server or
/// its database does not count.
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

    /// The average rate below which a body or the reading of an answer is given up.
    static let leastBytesPerSecond = 1024

    private enum Phase {
        case idle(since: NIODeadline)
        case receiving(credit: TimeAmount, waitingSince: NIODeadline?)
        case answering
    }

    private var idleTimeout: TimeAmount
    private let bodyTimeout: TimeAmount
    private let answerTimeout: TimeAmount
    private var phase: Phase
    /// The client's credit while bytes wait for it, as of `since`, when it had taken so many. Beside the phase, as the next request
    /// may come while an answer is still on its way.
    private var stall: (since: NIODeadline, taken: Int, credit: TimeAmount)?
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
        phase = .receiving(credit: bodyTimeout, waitingSince: nil)
    }

    /// Some of the body came.
    mutating func bodyArrived(bytes: Int, at now: NIODeadline) {
        guard case .receiving(let credit, let since) = phase else { return }
        let waited = since.map { now - $0 } ?? .zero
        phase = .receiving(
            credit: Self.credit(credit, after: waited, bytes: bytes, atMost: bodyTimeout), waitingSince: nil)
    }

    /// The credit after some time in which the client brought or took some bytes.
    private static func credit(
        _ credit: TimeAmount, after waited: TimeAmount, bytes: Int, atMost most: TimeAmount
    ) -> TimeAmount {
        // A gigabyte earns more than any time-out is long.
        let earned = TimeAmount.nanoseconds(
            Int64(clamping: min(max(0, bytes), 1 << 30)) * (1_000_000_000 / Int64(leastBytesPerSecond)))
        return min(most, max(.zero, credit - waited) + earned)
    }

    /// The body is complete, or no longer waited for.
    mutating func bodyEnded() { phase = .answering }

    /// The server is ready to read more.
    mutating func readWanted(at now: NIODeadline) {
        if case .receiving(let credit, nil) = phase { phase = .receiving(credit: credit, waitingSince: now) }
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
            guard let before = stall else {
                stall = (now, taken, answerTimeout)
                return
            }
            let credit = Self.credit(
                before.credit, after: now - before.since, bytes: taken - before.taken, atMost: answerTimeout)
            stall = (now, max(taken, before.taken), credit)
        } else if stall != nil {
            stall = nil
            // A client that was still reading did something.
            if case .idle = phase { phase = .idle(since: now) }
        }
    }

    /// What to do now.
    func verdict(at now: NIODeadline) -> Verdict {
        guard let stall else { return phaseVerdict(at: now) }
        let deadline = stall.since + stall.credit
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
        case .receiving(let credit, let since?):
            let deadline = since + credit
            return now >= deadline ? .giveUpBody : .wait(until: deadline)
        case .receiving, .answering:
            return .wait(until: now + min(idleTimeout, bodyTimeout))
        }
    }
}
