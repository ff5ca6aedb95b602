/// Who has a connection and who waits for one: the decisions of a ``LeasePool``, without any waiting or connecting.
struct LeasePoolState<Resource: Sendable>: Sendable {
    /// What a caller who asks for a connection does next.
    enum Grant: Sendable {
        /// Use this one.
        case use(Resource)
        /// Make a new one; a place is kept for it.
        case make
        /// Wait for a turn.
        case wait
        /// The pool has been closed.
        case closed
    }

    /// What becomes of a connection or place that was given back.
    enum Return: Sendable {
        /// The first in line uses it.
        case hand(to: Int, Resource)
        /// The first in line makes a new one in its place.
        case makeFor(Int)
        /// It waits for the next caller.
        case keep
        /// It is closed.
        case dispose(Resource)
        /// It is closed; its place is free once that is done.
        case replace(Resource)
        /// There is nothing to do.
        case nothing
    }

    let maximum: Int
    private(set) var idle: [Resource] = []
    private(set) var inUse = 0
    private(set) var waiting: [Int] = []
    private(set) var isClosed = false

    init(maximum: Int) { self.maximum = maximum }

    mutating func lease(waiter: Int) -> Grant {
        if isClosed { return .closed }
        // Those who came first go first, also before a newcomer who finds a connection free.
        if waiting.isEmpty {
            if let resource = idle.popLast() {
                inUse += 1
                return .use(resource)
            }
            if inUse < maximum {
                inUse += 1
                return .make
            }
        }
        waiting.append(waiter)
        return .wait
    }

    mutating func giveBack(_ resource: Resource, reusable: Bool) -> Return {
        guard !isClosed else {
            inUse -= 1
            return .dispose(resource)
        }
        guard reusable else { return .replace(resource) }
        if waiting.isEmpty {
            inUse -= 1
            idle.append(resource)
            return .keep
        }
        return .hand(to: waiting.removeFirst(), resource)
    }

    /// A place is free again because its connection was closed or could not be made.
    mutating func freePlace() -> Return {
        if isClosed || waiting.isEmpty {
            inUse -= 1
            return .nothing
        }
        return .makeFor(waiting.removeFirst())
    }

    /// Takes someone out of the line; `false` if their turn has come already.
    mutating func leaveLine(_ waiter: Int) -> Bool {
        guard let index = waiting.firstIndex(of: waiter) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Closes the pool: what is idle is to be closed, and everyone in line is turned away.
    mutating func close() -> (dispose: [Resource], turnAway: [Int]) {
        isClosed = true
        defer {
            idle = []
            waiting = []
        }
        return (idle, waiting)
    }
}
