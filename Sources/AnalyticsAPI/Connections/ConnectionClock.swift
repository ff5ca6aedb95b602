import NIOCore

/// The time-outs of a connection: a pure state machine that receives every event with its time.
///
/// A client has a credit of time, which runs down while the server waits for it and grows by a second with each
/// ``minimumBytesPerSecond`` that the client sends or receives, up to the time-out. So the minimum rate is an average: a
/// connection of 1 KiB/s stays open and may pause for as long as the time-out, and a slower one is closed. Time during which
/// the client waits for the server or its database does not count.
struct ConnectionClock {
    /// The action to take on a connection.
    enum Verdict: Equatable {
        /// None; ask again at the deadline.
        case wait(until: NIODeadline)
        /// Close: no request arrived in time.
        case closeIdle
        /// Stop reading: the body arrives too slowly.
        case abortBody
        /// Reset: the client reads its answer too slowly.
        case abortAnswer
    }

    /// The minimum average rate at which a client sends a body or reads an answer.
    static let minimumBytesPerSecond = 1024

    private enum Phase {
        case idle(since: NIODeadline)
        case receiving(credit: TimeAmount, waitingSince: NIODeadline?)
        case answering
    }

    private var idleTimeout: TimeAmount
    private let bodyTimeout: TimeAmount
    private let answerTimeout: TimeAmount
    private var phase: Phase
    /// The client's credit at time `since` while bytes of an answer are buffered, and the bytes that it had received by then.
    /// Independent of the phase, because the next request may arrive while an answer is still being sent.
    private var stall: (since: NIODeadline, received: Int, credit: TimeAmount)?
    /// The number of requests with an unfinished answer.
    private(set) var openRequests = 0

    /// `true` if the body of a request is incomplete.
    var isReceiving: Bool { if case .receiving = phase { true } else { false } }
    /// `true` if bytes of an answer are buffered because the client has not read them.
    var isStalled: Bool { stall != nil }

    init(idleTimeout: TimeAmount, bodyTimeout: TimeAmount, answerTimeout: TimeAmount, now: NIODeadline) {
        self.idleTimeout = idleTimeout
        self.bodyTimeout = bodyTimeout
        self.answerTimeout = answerTimeout
        phase = .idle(since: now)
    }

    /// Records the head of a request.
    mutating func headArrived() {
        openRequests += 1
        phase = .receiving(credit: bodyTimeout, waitingSince: nil)
    }

    /// Records bytes of a body.
    mutating func bodyArrived(bytes: Int, at now: NIODeadline) {
        guard case .receiving(let credit, let since) = phase else { return }
        let waited = since.map { now - $0 } ?? .zero
        phase = .receiving(
            credit: Self.credit(credit, after: waited, bytes: bytes, maximum: bodyTimeout), waitingSince: nil)
    }

    /// Returns the credit after a wait in which the client sent or received bytes.
    private static func credit(
        _ credit: TimeAmount, after waited: TimeAmount, bytes: Int, maximum: TimeAmount
    ) -> TimeAmount {
        // A gigabyte earns more time than any time-out, and the product does not overflow.
        let earned = TimeAmount.nanoseconds(
            Int64(clamping: min(max(0, bytes), 1 << 30)) * (1_000_000_000 / Int64(minimumBytesPerSecond)))
        return min(maximum, max(.zero, credit - waited) + earned)
    }

    /// Records the end of a body, or that the server stopped reading it.
    mutating func bodyEnded(at now: NIODeadline) { phase = openRequests == 0 ? .idle(since: now) : .answering }

    /// Records that the server is ready to read more.
    mutating func readWanted(at now: NIODeadline) {
        if case .receiving(let credit, nil) = phase { phase = .receiving(credit: credit, waitingSince: now) }
    }

    /// Records the end of an answer.
    mutating func answered(at now: NIODeadline) {
        openRequests = max(0, openRequests - 1)
        if openRequests == 0, case .answering = phase { phase = .idle(since: now) }
    }

    /// Shortens the idle time-out when the server shuts down.
    mutating func shortenIdleTime(to grace: TimeAmount, at now: NIODeadline) {
        idleTimeout = min(idleTimeout, grace)
        // A body whose answer has been sent is waited for no longer.
        if openRequests == 0 { phase = .idle(since: now) }
    }

    /// Records the progress of sending.
    ///
    /// - Parameters:
    ///   - buffered: The bytes that the system does not accept until the client reads some.
    ///   - received: The bytes that the client has received since the connection was opened.
    mutating func outputProgressed(buffered: Int, received: Int, at now: NIODeadline) {
        if buffered > 0 {
            guard let before = stall else {
                stall = (now, received, answerTimeout)
                return
            }
            let credit = Self.credit(
                before.credit, after: now - before.since, bytes: received - before.received, maximum: answerTimeout)
            stall = (now, max(received, before.received), credit)
        } else if stall != nil {
            stall = nil
            // The client was still reading, so the idle time starts only now.
            if case .idle = phase { phase = .idle(since: now) }
        }
    }

    /// Returns the action to take now.
    func verdict(at now: NIODeadline) -> Verdict {
        guard let stall else { return phaseVerdict(at: now) }
        let deadline = stall.since + stall.credit
        if now >= deadline { return .abortAnswer }
        // The system does not report when a client reads a part of the buffered bytes, so poll.
        let poll = min(deadline, now + .nanoseconds(answerTimeout.nanoseconds / 4))
        switch phaseVerdict(at: now) {
        case .abortBody: return .abortBody
        case .wait(let other): return .wait(until: min(poll, other))
        case .closeIdle, .abortAnswer: return .wait(until: poll)
        }
    }

    private func phaseVerdict(at now: NIODeadline) -> Verdict {
        switch phase {
        case .idle(let since):
            let deadline = since + idleTimeout
            return now >= deadline ? .closeIdle : .wait(until: deadline)
        case .receiving(let credit, let since?):
            let deadline = since + credit
            return now >= deadline ? .abortBody : .wait(until: deadline)
        case .receiving, .answering:
            return .wait(until: now + min(idleTimeout, bodyTimeout))
        }
    }
}
