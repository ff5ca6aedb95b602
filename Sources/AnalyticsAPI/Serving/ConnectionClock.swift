import NIOCore

/// Decides when a connection has been waited for long enough: a pure state machine, told of every event with its time.
///
/// Only time during which the server was ready to read counts against a client: while a database is slow to take rows, nothing
/// is asked of the client.
struct ConnectionClock {
    /// What to do about a connection.
    enum Verdict: Equatable {
        /// Nothing; look again then.
        case wait(until: NIODeadline)
        /// No request came in time.
        case closeIdle
        /// A body stopped coming.
        case giveUpBody
    }

    /// A body that brings less than this within ``bodyTimeout`` is given up.
    static let leastBytes = 1024

    private enum Phase {
        case idle(since: NIODeadline)
        case receiving(waited: TimeAmount, waitingSince: NIODeadline?, bytes: Int)
        case answering
    }

    private let idleTimeout: TimeAmount
    private let bodyTimeout: TimeAmount
    private var phase: Phase
    /// Requests whose answer has not been written to its end.
    private(set) var openRequests = 0

    /// Whether the body of a request is still to come.
    var isReceiving: Bool { if case .receiving = phase { true } else { false } }

    init(idleTimeout: TimeAmount, bodyTimeout: TimeAmount, now: NIODeadline) {
        self.idleTimeout = idleTimeout
        self.bodyTimeout = bodyTimeout
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

    /// The body is complete.
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

    /// What to do now.
    func verdict(at now: NIODeadline) -> Verdict {
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
