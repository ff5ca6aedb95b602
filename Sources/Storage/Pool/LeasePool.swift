import Synchronization

/// A bounded number of connections, lent one at a time to whoever asked first.
///
/// The shell around ``LeasePoolState``: it makes connections, holds continuations and watches the clock.
final class LeasePool<Resource: Sendable>: Sendable {
    private enum Turn: Sendable {
        case use(Resource)
        case make
        case turnedAway(StorageError)
    }

    private struct Shared {
        var state: LeasePoolState<Resource>
        var nextWaiter = 0
        var continuations: [Int: CheckedContinuation<Turn, Never>] = [:]
        /// Turns that came before the waiter had gone to sleep.
        var earlyTurns: [Int: Turn] = [:]
    }

    private let shared: Mutex<Shared>
    private let waitLimit: Duration
    private let clock: any Clock<Duration>
    private let make: @Sendable () async throws(StorageError) -> Resource
    private let dispose: @Sendable (Resource) async -> Void

    /// - Parameters:
    ///   - maximum: The most connections at once, at least 1.
    ///   - waitLimit: How long a caller waits in line before ``StorageError/Unavailable/busy``.
    init(
        maximum: Int, waitLimit: Duration, clock: any Clock<Duration>,
        make: @escaping @Sendable () async throws(StorageError) -> Resource,
        dispose: @escaping @Sendable (Resource) async -> Void
    ) {
        shared = Mutex(Shared(state: LeasePoolState(maximum: max(1, maximum))))
        self.waitLimit = waitLimit
        self.clock = clock
        self.make = make
        self.dispose = dispose
    }

    /// A connection of the caller's own until it is given back.
    func lease() async throws(StorageError) -> Resource {
        let (grant, waiter) = shared.withLock { shared in
            shared.nextWaiter += 1
            return (shared.state.lease(waiter: shared.nextWaiter), shared.nextWaiter)
        }
        switch grant {
        case .use(let resource): return resource
        case .make: return try await makeInPlace()
        case .closed: throw .unavailable(.closed)
        case .wait:
            switch await turn(of: waiter) {
            case .use(let resource): return resource
            case .make: return try await makeInPlace()
            case .turnedAway(let error): throw error
            }
        }
    }

    /// Ends a lease.
    ///
    /// - Parameter reusable: Whether the connection is fit for the next caller; otherwise it is closed.
    func giveBack(_ resource: Resource, reusable: Bool) async {
        switch shared.withLock({ $0.state.giveBack(resource, reusable: reusable) }) {
        case .hand(let waiter, let resource): wake(waiter, .use(resource))
        case .dispose(let resource): await dispose(resource)
        case .replace(let resource):
            await dispose(resource)
            freePlace()
        case .makeFor, .keep, .nothing: break
        }
    }

    /// Turns everyone in line away and closes idle connections; those in use are closed as they come back.
    func close() async {
        let (idle, waiting) = shared.withLock { $0.state.close() }
        for waiter in waiting { wake(waiter, .turnedAway(.unavailable(.closed))) }
        for resource in idle { await dispose(resource) }
    }

    private func makeInPlace() async throws(StorageError) -> Resource {
        do {
            return try await make()
        } catch {
            freePlace()
            throw error
        }
    }

    private func freePlace() {
        if case .makeFor(let waiter) = shared.withLock({ $0.state.freePlace() }) { wake(waiter, .make) }
    }

    private func turn(of waiter: Int) async -> Turn {
        let clock = self.clock
        let limit = self.waitLimit
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await clock.sleep(for: limit)
                // Cancelled because the turn came, or the time is up: either way leaving the line is right.
                if self.shared.withLock({ $0.state.leaveLine(waiter) }) {
                    self.wake(waiter, .turnedAway(Task.isCancelled ? .cancelled : .unavailable(.busy)))
                }
            }
            let turn = await withCheckedContinuation { (continuation: CheckedContinuation<Turn, Never>) in
                let early = self.shared.withLock { shared -> Turn? in
                    if let early = shared.earlyTurns.removeValue(forKey: waiter) { return early }
                    shared.continuations[waiter] = continuation
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
            group.cancelAll()
            return turn
        }
    }

    private func wake(_ waiter: Int, _ turn: Turn) {
        let continuation = shared.withLock { shared in
            let continuation = shared.continuations.removeValue(forKey: waiter)
            if continuation == nil { shared.earlyTurns[waiter] = turn }
            return continuation
        }
        continuation?.resume(returning: turn)
    }
}
