import Basics
import Synchronization

/// A bounded pool of connections, leased in the order of the requests.
///
/// The shell around ``LeasePoolState``: it opens, checks and closes connections, and keeps continuations and timers.
final class LeasePool<Resource: AnyObject & Sendable>: Sendable {
    private enum Turn: Sendable {
        case use(Resource)
        case make
        case turnedAway(StorageError)
    }

    /// The outcome of an attempt to open a connection.
    private enum Attempt {
        case made(Resource)
        case failed(StorageError)
        /// The attempt failed, and this idle connection is the caller's.
        case idle(Resource)
        /// The attempt failed, and the caller is queued under this number.
        case queued(waiter: Int, StorageError)
    }

    private struct Shared {
        var state: LeasePoolState<Resource>
        var metrics = PoolMetrics()
        private var lastWaiter = 0

        init(state: LeasePoolState<Resource>) { self.state = state }

        mutating func newWaiter() -> Int {
            lastWaiter += 1
            return lastWaiter
        }
    }

    private let shared: Mutex<Shared>
    private let turns: Turns<Turn>
    private let waitLimit: Duration
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let random: @Sendable () -> Double
    private let make: @Sendable () async throws(StorageError) -> Resource
    private let isAlive: @Sendable (Resource) async -> Bool
    private let dispose: @Sendable (Resource) async -> Void

    /// - Parameters:
    ///   - rules: Sizing, lifetimes and back-off.
    ///   - waitLimit: The longest wait for a connection before ``StorageError/Unavailable/busy``.
    ///   - clock: Sleeps between sweeps and until a wait times out.
    ///   - elapsed: A monotonic time.
    ///   - random: A number from 0 to 1, to add jitter to back-off and lifetimes.
    ///   - isAlive: Checks an idle connection. It runs before each lease, so it has to be quick.
    init(
        rules: LeasePoolRules, waitLimit: Duration, clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration = ContinuousClock().stopwatch(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        make: @escaping @Sendable () async throws(StorageError) -> Resource,
        isAlive: @escaping @Sendable (Resource) async -> Bool = { _ in true },
        dispose: @escaping @Sendable (Resource) async -> Void
    ) {
        shared = Mutex(Shared(state: LeasePoolState(rules: rules)))
        turns = Turns(clock: clock)
        self.waitLimit = waitLimit
        self.clock = clock
        self.elapsed = elapsed
        self.random = random
        self.make = make
        self.isAlive = isAlive
        self.dispose = dispose
    }

    /// The pool's gauges and counters.
    var metrics: PoolMetrics {
        shared.withLock { shared in
            var metrics = shared.metrics
            metrics.maximum = shared.state.rules.maximum
            metrics.inUse = shared.state.inUse
            metrics.idle = shared.state.idle.count
            metrics.waiting = shared.state.waiting.count
            return metrics
        }
    }

    /// Leases a connection, which belongs to the caller until it is given back.
    ///
    /// A caller that cannot connect takes another connection, an idle one or one in use for which it waits: the server may only
    /// have no room for more.
    func lease() async throws(StorageError) -> Resource {
        let begun = elapsed()
        let (grant, waiter) = shared.withLock { shared in
            let waiter = shared.newWaiter()
            return (shared.state.lease(waiter: waiter, now: begun), waiter)
        }
        switch grant {
        case .use(let resource): return try await checked(resource, since: begun)
        case .make: return try await makeOrWait(since: begun)
        case .closed: throw .unavailable(.closed)
        case .unreachable: throw .unavailable(.unreachable)
        case .queueFull: throw .unavailable(.busy)
        case .wait: return try await wait(as: waiter, since: begun)
        }
    }

    /// Ends a lease.
    ///
    /// - Parameter reusable: `true` if the next caller can use the connection; otherwise the pool closes it.
    func giveBack(_ resource: Resource, reusable: Bool) async {
        let now = elapsed()
        await perform(shared.withLock { $0.state.giveBack(resource, reusable: reusable, now: now) })
    }

    /// Fails all waiting callers and closes idle connections. Leased connections are closed when they are given back.
    func close() async {
        let (idle, waiting) = shared.withLock { $0.state.close() }
        for waiter in waiting { wake(waiter, .turnedAway(.unavailable(.closed))) }
        for resource in idle { await end(resource) }
    }

    // MARK: Connections

    /// Returns an idle connection if it is alive, or else a new one in its place. The server may have closed an idle connection.
    private func checked(_ resource: Resource, since begun: Duration) async throws(StorageError) -> Resource {
        if await isAlive(resource) { return resource }
        shared.withLock { $0.state.wasDead(resource) }
        await end(resource)
        return try await makeOrWait(since: begun)
    }

    /// Opens a connection in a reserved place, or else takes an idle one or waits for one in use.
    private func makeOrWait(since begun: Duration) async throws(StorageError) -> Resource {
        switch await makeInPlace(canWait: true) {
        case .made(let resource): return resource
        case .idle(let resource): return try await checked(resource, since: begun)
        case .failed(let error): throw error
        case .queued(let waiter, let error):
            do throws(StorageError) {
                return try await wait(as: waiter, since: begun)
            } catch .unavailable(.busy) {
                throw error
            }
        }
    }

    /// Waits for the caller's turn, until the wait limit has passed since it asked.
    private func wait(as waiter: Int, since begun: Duration) async throws(StorageError) -> Resource {
        let start = elapsed()
        let turn = await turn(of: waiter, limit: max(.zero, waitLimit - (start - begun)))
        let waited = elapsed() - start
        shared.withLock { shared in
            shared.metrics.waits += 1
            shared.metrics.waited += waited
        }
        WorkWaits.current?.add(waited)
        switch turn {
        case .use(let resource): return resource
        case .make: return try await makeOrWait(since: begun)
        case .turnedAway(let error): throw error
        }
    }

    /// Opens a connection in a reserved place.
    ///
    /// - Parameter canWait: `true` if the caller takes another connection, or waits for one, if the server cannot be reached.
    private func makeInPlace(canWait: Bool) async -> Attempt {
        let outcome: Result<Resource, StorageError>
        do throws(StorageError) {
            outcome = .success(try await make())
        } catch {
            outcome = .failure(error)
        }
        let (now, random) = (elapsed(), random())
        switch outcome {
        case .success(let resource):
            await perform(
                shared.withLock { shared in
                    shared.metrics.opened += 1
                    return shared.state.made(resource, now: now, random: random)
                })
            return .made(resource)
        case .failure(let error):
            // Connections to a server that is not trusted, or accepts no writes, are of no use to the caller.
            let takesOther = if case .unavailable(.unreachable) = error { canWait } else { false }
            let (back, waiter) = shared.withLock { shared -> (LeasePoolState<Resource>.Return, Int?) in
                // A cancelled caller says nothing about the database.
                if case .cancelled = error { return (shared.state.abandonedMaking(), nil) }
                shared.metrics.failures += 1
                let waiter = takesOther ? shared.newWaiter() : nil
                return (shared.state.failedToMake(waiter: waiter, now: now, random: random), waiter)
            }
            switch (back, waiter) {
            case (.queued, let waiter?): return .queued(waiter: waiter, error)
            case (.hand(let receiver, let resource), let waiter?) where receiver == waiter: return .idle(resource)
            default:
                await perform(back)
                return .failed(error)
            }
        }
    }

    private func end(_ resource: Resource) async {
        shared.withLock { $0.metrics.closed += 1 }
        await dispose(resource)
    }

    private func perform(_ what: LeasePoolState<Resource>.Return) async {
        switch what {
        case .hand(let waiter, let resource): wake(waiter, .use(resource))
        case .makeFor(let waiters): for waiter in waiters { wake(waiter, .make) }
        case .turnAway(let waiters):
            for waiter in waiters { wake(waiter, .turnedAway(.unavailable(.unreachable))) }
        case .dispose(let resource): await end(resource)
        case .replace(let resource):
            await end(resource)
            await perform(shared.withLock { $0.state.freeSlot() })
        case .keep, .queued, .nothing: break
        }
    }

    // MARK: Sweeping idle connections

    /// Sweeps at the rules' interval until the task is cancelled; without it no idle connection is closed or opened in advance.
    func run() async {
        guard let interval = shared.withLock({ $0.state.rules.sweepInterval }) else { return }
        while (try? await clock.sleep(for: interval)) != nil { await sweep() }
    }

    /// Closes old and surplus connections, checks the other idle ones, and opens those that the minimum lacks.
    func sweep() async {
        let now = elapsed()
        let (old, missing) = shared.withLock { $0.state.sweep(now: now) }
        for resource in old { await end(resource) }
        while let (resource, since) = shared.withLock({ $0.state.candidateForCheck(before: now) }) {
            let isAlive = await isAlive(resource)
            let then = elapsed()
            await perform(
                shared.withLock { $0.state.checked(resource, isAlive: isAlive, idleSince: since, now: max(then, now)) })
        }
        for _ in 0..<missing {
            guard case .made(let resource) = await makeInPlace(canWait: false) else { continue }
            await giveBack(resource, reusable: true)
        }
    }

    // MARK: Waiting

    private func turn(of waiter: Int, limit: Duration) async -> Turn {
        await turns.wait(waiter, limit: limit) { isCancelled in
            guard self.shared.withLock({ $0.state.removeWaiter(waiter) }) else { return nil }
            return .turnedAway(isCancelled ? .cancelled : .unavailable(.busy))
        }
    }

    private func wake(_ waiter: Int, _ turn: Turn) { turns.wake(waiter, turn) }
}
