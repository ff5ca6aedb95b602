/// Queues the reads of locked tables for ``PostgresReadLanes``, as a state machine without I/O or timers.
///
/// Such a read would delay all reads that share its connection, and on a connection of its own it would occupy that. So the reads of
/// one statement wait here. One after another is sent as a probe with a lock time-out of some milliseconds; once a probe is
/// answered, all are sent.
struct ReadStallState<Read: Sendable>: Sendable {
    /// The actions that are due for a statement.
    struct Step: Sendable {
        /// A read to send as a probe.
        var probe: Read?
        /// Reads whose wait has timed out.
        var expired: [Read] = []
        /// `true` if no read of the statement waits.
        var isOver = false
    }

    private struct Stall: Sendable {
        var reads: [Read] = []
        var isProbed = false
    }

    /// The longest wait queue of a statement.
    let longest: Int
    private var stalls: [String: Stall] = [:]

    init(longest: Int = 512) { self.longest = longest }

    /// Queues a new read if its statement's table is locked.
    ///
    /// - Returns: `true` if the read waits now; `nil` if the wait queue is full.
    mutating func join(_ read: Read, of statement: String) -> Bool? {
        guard let stall = stalls[statement] else { return false }
        guard stall.reads.count < longest else { return nil }
        stalls[statement]?.reads.append(read)
        return true
    }

    /// Queues a read, or a probe, that found its table locked.
    ///
    /// - Returns: `true` if it is the first of its statement; the caller then starts probing.
    mutating func blocked(_ read: Read, of statement: String, isProbe: Bool) -> Bool {
        let isFirst = stalls[statement] == nil
        stalls[statement, default: Stall()].reads.append(read)
        if isProbe { stalls[statement]?.isProbed = false }
        return isFirst
    }

    /// Removes a statement whose probe was answered, or failed for another reason.
    ///
    /// - Returns: The reads to send.
    mutating func unblocked(_ statement: String) -> [Read] { stalls.removeValue(forKey: statement)?.reads ?? [] }

    /// Selects the next probe of a statement, and the reads whose wait has timed out.
    mutating func step(_ statement: String, isOver: @Sendable (Read) -> Bool, isLate: @Sendable (Read) -> Bool) -> Step
    {
        guard var stall = stalls[statement] else { return Step(isOver: true) }
        stall.reads.removeAll(where: isOver)
        var step = Step(expired: stall.reads.filter(isLate))
        stall.reads.removeAll(where: isLate)
        if !stall.isProbed, !stall.reads.isEmpty {
            step.probe = stall.reads.removeFirst()
            stall.isProbed = true
        }
        // Without a waiting read there is no probe; the next read finds out by itself.
        step.isOver = !stall.isProbed && stall.reads.isEmpty
        stalls[statement] = step.isOver ? nil : stall
        return step
    }
}
