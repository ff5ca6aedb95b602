/// The leases and the wait queue of a ``LeasePool``, as a state machine without I/O.
///
/// All times come from one monotonic clock.
struct LeasePoolState<Resource: AnyObject & Sendable>: Sendable {
    /// The next step of a caller that asks for a connection.
    enum Grant: Sendable {
        /// Use this connection.
        case use(Resource)
        /// Open a new connection; a place is reserved for it.
        case make
        /// Wait in the queue.
        case wait
        /// The database cannot be reached, and the next attempt is not due yet.
        case unreachable
        /// The wait queue is full.
        case queueFull
        /// The pool has been closed.
        case closed
    }

    /// The next step for a connection or place that was given back.
    enum Return: Sendable {
        /// Hand the connection to this waiter.
        case hand(to: Int, Resource)
        /// Let each of these waiters open a connection in a free place.
        case makeFor([Int])
        /// Fail these waiters: the database cannot be reached.
        case turnAway([Int])
        /// Let the caller whose attempt to connect failed wait for a connection in use; it is first in the queue.
        case queued
        /// Keep the connection idle.
        case keep
        /// Close the connection.
        case dispose(Resource)
        /// Close the connection, then free its place.
        case replace(Resource)
        /// Do nothing.
        case nothing
    }

    private struct Idle: Sendable {
        let resource: Resource
        let since: Duration
        var checked: Duration
    }

    let rules: LeasePoolRules
    /// Idle connections, the most recently used one last.
    private var idleOnes: [Idle] = []
    private(set) var inUse = 0
    private(set) var waiting: [Int] = []
    private(set) var isClosed = false
    /// The time at which each connection expires.
    private var ends: [ObjectIdentifier: Duration] = [:]
    /// The number of failed attempts to connect since the last success.
    private(set) var failures = 0
    private var nextTry: Duration = .zero
    private var nextTryOnDemand: Duration = .zero
    /// `true` while a caller tries to connect for all, after a failed attempt.
    private var isTrying = false

    init(rules: LeasePoolRules) { self.rules = rules }

    /// The idle connections.
    var idle: [Resource] { idleOnes.map(\.resource) }

    /// `true` if the last attempt to connect failed.
    var isUnreachable: Bool { failures > 0 && rules.backOff != nil }

    mutating func lease(waiter: Int, now: Duration) -> Grant {
        if isClosed { return .closed }
        // First come, first served: a new caller does not overtake the queue even if a connection is idle.
        if waiting.isEmpty {
            if let found = idleOnes.popLast() {
                inUse += 1
                return .use(found.resource)
            }
            if inUse < rules.maximum, !isUnreachable {
                inUse += 1
                return .make
            }
        }
        if isUnreachable, inUse < rules.maximum, !isTrying {
            // With connections in use there is something to wait for, so attempts may be rare: the server may only have no room for
            // more connections. Without them, a caller succeeds or fails by its own attempt.
            if now >= (inUse == 0 ? nextTryOnDemand : nextTry) {
                isTrying = true
                inUse += 1
                return .make
            }
            if inUse == 0 { return .unreachable }
        }
        guard waiting.count < rules.longestQueue else { return .queueFull }
        waiting.append(waiter)
        return .wait
    }

    /// Records that a connection was opened in its reserved place.
    ///
    /// - Returns: The waiters that can connect too now, if the database could not be reached before.
    mutating func made(_ resource: Resource, now: Duration, random: Double) -> Return {
        ends[ObjectIdentifier(resource)] = now + rules.lifetime * (0.75 + 0.25 * min(max(random, 0), 1))
        failures = 0
        isTrying = false
        return fillSlots()
    }

    /// Records that no connection could be opened in its reserved place.
    ///
    /// - Parameter waiter: The number under which the caller can have another connection, an idle one or one in use for which it
    ///   waits; `nil` if it cannot.
    mutating func failedToMake(waiter: Int? = nil, now: Duration, random: Double) -> Return {
        failures += 1
        isTrying = false
        guard let backOff = rules.backOff else { return freeSlot() }
        let delay = backOff.delay(afterFailures: failures, random: random)
        nextTry = now + delay
        nextTryOnDemand = now + min(delay, backOff.longestOnDemand)
        inUse -= 1
        if let waiter, let found = idleOnes.popLast() {
            inUse += 1
            return .hand(to: waiter, found.resource)
        }
        // While connections are leased, a waiter may get one of them.
        if inUse > 0, !isClosed, let waiter, waiting.count < rules.longestQueue {
            waiting.insert(waiter, at: 0)
            return .queued
        }
        guard inUse == 0, !waiting.isEmpty else { return .nothing }
        defer { waiting = [] }
        return .turnAway(waiting)
    }

    /// Frees the place of a connection whose caller was cancelled while it was opened, which says nothing about the database.
    mutating func abandonedMaking() -> Return {
        isTrying = false
        return freeSlot()
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

    /// Frees the place of a closed connection.
    mutating func freeSlot() -> Return {
        inUse -= 1
        return isClosed ? .nothing : fillSlots()
    }

    /// Records that a leased connection is dead. Its place stays reserved for a new one.
    mutating func wasDead(_ resource: Resource) { ends[ObjectIdentifier(resource)] = nil }

    private mutating func fillSlots() -> Return {
        // While the database cannot be reached, one caller tries for all.
        let places = isUnreachable ? (inUse == 0 ? 1 : 0) : rules.maximum - inUse
        let served = Array(waiting.prefix(max(0, places)))
        isTrying = isTrying || (isUnreachable && !served.isEmpty)
        waiting.removeFirst(served.count)
        inUse += served.count
        return served.isEmpty ? .nothing : .makeFor(served)
    }

    /// Removes a waiter from the queue; `false` if it already has its turn.
    mutating func removeWaiter(_ waiter: Int) -> Bool {
        guard let index = waiting.firstIndex(of: waiter) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Selects idle connections that have expired or are surplus.
    ///
    /// - Returns: The connections to close, and the number of new ones for which places are reserved.
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
        guard !isUnreachable || (now >= nextTry && !isTrying) else { return (dispose, 0) }
        let missing = min(max(0, min(rules.minimum, rules.maximum) - total), isUnreachable ? 1 : rules.maximum)
        inUse += missing
        isTrying = isTrying || (isUnreachable && missing > 0)
        return (dispose, missing)
    }

    /// Leases the idle connection whose last check is the oldest, to check it.
    ///
    /// - Parameter before: The time since which a checked connection is not checked again.
    mutating func candidateForCheck(before: Duration) -> (resource: Resource, idleSince: Duration)? {
        guard !isClosed, let index = idleOnes.firstIndex(where: { $0.checked < before }) else { return nil }
        inUse += 1
        let found = idleOnes.remove(at: index)
        return (found.resource, found.since)
    }

    /// Gives back a connection from ``candidateForCheck(before:)``; its idle time goes on.
    mutating func checked(_ resource: Resource, isAlive: Bool, idleSince: Duration, now: Duration) -> Return {
        guard isAlive, waiting.isEmpty, !isClosed else {
            return giveBack(resource, reusable: isAlive, now: now)
        }
        inUse -= 1
        idleOnes.insert(Idle(resource: resource, since: idleSince, checked: now), at: 0)
        return .keep
    }

    /// Closes the pool.
    ///
    /// - Returns: The idle connections to close and the waiters to fail.
    mutating func close() -> (dispose: [Resource], turnAway: [Int]) {
        isClosed = true
        defer {
            idleOnes = []
            waiting = []
        }
        return (idle, waiting)
    }
}
