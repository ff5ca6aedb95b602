/// Who has a connection and who waits for one: the decisions of a ``LeasePool``, without any waiting or connecting.
///
/// Times are what a clock that never goes back shows since some moment.
struct LeasePoolState<Resource: AnyObject & Sendable>: Sendable {
    /// What a caller who asks for a connection does next.
    enum Grant: Sendable {
        /// Use this one.
        case use(Resource)
        /// Make a new one; a place is kept for it.
        case make
        /// Wait for a turn.
        case wait
        /// The database is away, and somebody tries it soon enough.
        case away
        /// Too many wait already.
        case lineFull
        /// The pool has been closed.
        case closed
    }

    /// What becomes of a connection or place that was given back.
    enum Return: Sendable {
        /// The first in line uses it.
        case hand(to: Int, Resource)
        /// Each of these makes a new one in a place that is free now.
        case makeFor([Int])
        /// There is no hope for these for now.
        case turnAway([Int])
        /// It waits for the next caller.
        case keep
        /// It is closed.
        case dispose(Resource)
        /// It is closed; its place is free once that is done.
        case replace(Resource)
        /// There is nothing to do.
        case nothing
    }

    private struct Idle: Sendable {
        let resource: Resource
        let since: Duration
        var checked: Duration
    }

    let rules: LeasePoolRules
    /// The one used last is at the end.
    private var idleOnes: [Idle] = []
    private(set) var inUse = 0
    private(set) var waiting: [Int] = []
    private(set) var isClosed = false
    /// When each connection is old.
    private var ends: [ObjectIdentifier: Duration] = [:]
    /// Attempts to connect that failed since one succeeded.
    private(set) var failures = 0
    private var nextTry: Duration = .zero
    private var nextTryOnDemand: Duration = .zero

    init(rules: LeasePoolRules) { self.rules = rules }

    /// The connections that wait for callers.
    var idle: [Resource] { idleOnes.map(\.resource) }

    /// Whether the last attempt to connect failed.
    var isAway: Bool { failures > 0 && rules.backOff != nil }

    mutating func lease(waiter: Int, now: Duration) -> Grant {
        if isClosed { return .closed }
        // Those who came first go first, also before a newcomer who finds a connection free.
        if waiting.isEmpty {
            if let found = idleOnes.popLast() {
                inUse += 1
                return .use(found.resource)
            }
            if inUse < rules.maximum, !isAway || inUse == 0 {
                if isAway && now < nextTryOnDemand { return .away }
                inUse += 1
                return .make
            }
        }
        guard waiting.count < rules.longestLine else { return .lineFull }
        waiting.append(waiter)
        return .wait
    }

    /// A connection was made in the place that was kept for it.
    ///
    /// - Returns: Those in line who can make one too, if the database was away until now.
    mutating func made(_ resource: Resource, now: Duration, random: Double) -> Return {
        ends[ObjectIdentifier(resource)] = now + rules.lifetime * (0.75 + 0.25 * min(max(random, 0), 1))
        failures = 0
        return fillPlaces()
    }

    /// No connection could be made in the place that was kept for it.
    mutating func failedToMake(now: Duration, random: Double) -> Return {
        failures += 1
        guard let backOff = rules.backOff else { return freePlace() }
        let delay = backOff.delay(afterFailures: failures, random: random)
        nextTry = now + delay
        nextTryOnDemand = now + min(delay, backOff.longestOnDemand)
        inUse -= 1
        // While others have connections those in line may get one of them.
        guard inUse == 0, !waiting.isEmpty else { return .nothing }
        defer { waiting = [] }
        return .turnAway(waiting)
    }

    mutating func giveBack(_ resource: Resource, reusable: Bool, now: Duration) -> Return {
        let isOld = ends[ObjectIdentifier(resource)].map { now >= $0 } ?? false
        guard !isClosed, reusable, !isOld else {
            ends[ObjectIdentifier(resource)] = nil
            guard isClosed else { return .replace(resource) }
            inUse -= 1
            return .dispose(resource)
        }
        if waiting.isEmpty {
            inUse -= 1
            idleOnes.append(Idle(resource: resource, since: now, checked: now))
            return .keep
        }
        return .hand(to: waiting.removeFirst(), resource)
    }

    /// A place is free again because its connection was closed.
    mutating func freePlace() -> Return {
        inUse -= 1
        return isClosed ? .nothing : fillPlaces()
    }

    /// A connection that was lent turned out to be dead: its place is kept, and a new one made in it.
    mutating func wasDead(_ resource: Resource) { ends[ObjectIdentifier(resource)] = nil }

    private mutating func fillPlaces() -> Return {
        // One tries for all while the database is away.
        let places = isAway ? (inUse == 0 ? 1 : 0) : rules.maximum - inUse
        let served = Array(waiting.prefix(max(0, places)))
        waiting.removeFirst(served.count)
        inUse += served.count
        return served.isEmpty ? .nothing : .makeFor(served)
    }

    /// Takes someone out of the line; `false` if their turn has come already.
    mutating func leaveLine(_ waiter: Int) -> Bool {
        guard let index = waiting.firstIndex(of: waiter) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Looks at idle connections: which are too old, or too many for too long, and how many to make.
    ///
    /// - Returns: What to close, and for how many new connections places have been kept.
    mutating func sweep(now: Duration) -> (dispose: [Resource], make: Int) {
        if isClosed { return ([], 0) }
        var dispose: [Resource] = []
        var total = inUse + idleOnes.count
        idleOnes.removeAll { found in
            let isOld = ends[ObjectIdentifier(found.resource)].map { now >= $0 } ?? false
            let isSpare = total > rules.minimum && now - found.since >= rules.idleTime
            guard isOld || isSpare else { return false }
            total -= 1
            dispose.append(found.resource)
            return true
        }
        for resource in dispose { ends[ObjectIdentifier(resource)] = nil }
        guard !isAway || (now >= nextTry && inUse == 0) else { return (dispose, 0) }
        let missing = min(max(0, min(rules.minimum, rules.maximum) - total), isAway ? 1 : rules.maximum)
        inUse += missing
        return (dispose, missing)
    }

    /// Takes the connection that nobody has looked at for the longest time, to see whether it lives; it counts as lent.
    ///
    /// - Parameter before: One that was looked at since then is left alone.
    mutating func candidateForCheck(before: Duration) -> (resource: Resource, idleSince: Duration)? {
        guard !isClosed, let index = idleOnes.firstIndex(where: { $0.checked < before }) else { return nil }
        inUse += 1
        let found = idleOnes.remove(at: index)
        return (found.resource, found.since)
    }

    /// Gives back what ``candidateForCheck(before:)`` took. It has been idle all the while.
    mutating func checked(_ resource: Resource, isAlive: Bool, idleSince: Duration, now: Duration) -> Return {
        guard isAlive, waiting.isEmpty, !isClosed else {
            return giveBack(resource, reusable: isAlive, now: now)
        }
        inUse -= 1
        idleOnes.insert(Idle(resource: resource, since: idleSince, checked: now), at: 0)
        return .keep
    }

    /// Closes the pool: what is idle is to be closed, and everyone in line is turned away.
    mutating func close() -> (dispose: [Resource], turnAway: [Int]) {
        isClosed = true
        defer {
            idleOnes = []
            waiting = []
        }
        return (idle, waiting)
    }
}
