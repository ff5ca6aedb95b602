/// Reads whose table is locked: the decisions of ``PostgresReadLanes`` about them, without connections or timers.
///
/// Such a read would hold up all that share its connection, and on a connection of its own it would hold that. So it waits here, with
/// the others of its statement. One of them after another is sent as a probe, which waits for the lock for some milliseconds
/// only; once a probe is answered, all are sent.
struct ReadStallState<Read: Sendable>: Sendable {
    /// The actions that are due for a statement after a while.
    struct Step: Sendable {
        /// A read that is to be sent as a probe.
        var probe: Read?
        /// Reads that have waited for as long as they may.
        var expired: [Read] = []
        /// `true` if there is nothing to look after any more.
        var isOver = false
    }

    private struct Stall: Sendable {
        var reads: [Read] = []
        var isProbed = false
    }

    /// The most reads of one statement that wait.
    let longest: Int
    private var stalls: [String: Stall] = [:]

    init(longest: Int = 512) { self.longest = longest }

    /// Lets a new read wait if its statement has to.
    ///
    /// - Returns: Whether it waits now; `nil` if too many do.
    mutating func join(_ read: Read, of statement: String) -> Bool? {
        guard let stall = stalls[statement] else { return false }
        guard stall.reads.count < longest else { return nil }
        stalls[statement]?.reads.append(read)
        return true
    }

    /// A read, or a probe, has found its table locked.
    ///
    /// - Returns: Whether it is the first of its statement, which is to be looked after from now on.
    mutating func blocked(_ read: Read, of statement: String, isProbe: Bool) -> Bool {
        let isFirst = stalls[statement] == nil
        stalls[statement, default: Stall()].reads.append(read)
        if isProbe { stalls[statement]?.isProbed = false }
        return isFirst
    }

    /// A probe was answered, or failed for another reason.
    ///
    /// - Returns: The reads that wait no more.
    mutating func unblocked(_ statement: String) -> [Read] { stalls.removeValue(forKey: statement)?.reads ?? [] }

    /// Some time has passed.
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
        // Without a read there is no probe: the next read finds out by itself.
        step.isOver = !stall.isProbed && stall.reads.isEmpty
        stalls[statement] = step.isOver ? nil : stall
        return step
    }
}
