import Synchronization

/// A bounded number of connections, lent one at a time to whoever asked first.
///
/// The shell around ``LeasePoolState``: it makes, checks and closes connections, holds continuations and watches the
/// clock.
final class LeasePool<Resource: AnyObject & Sendable>: Sendable {
    private enum Turn: Sendable {
        case use(Resource)
        case make
        case turnedAway(StorageError)
    }

    private struct Shared {
        var state: LeasePoolState<Resource>
        var metrics = PoolMetrics()
        var nextWaiter = 0
        var sweeper: Task<Void, Never>?
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
    ///   - rules: How many connections are kept, for how long, and how often a database that is away is tried.
    ///   - waitLimit: How long a caller waits in line before ``StorageError/Unavailable/busy``.
    ///   - clock: What waits.
    ///   - elapsed: The time since some moment; never goes back.
    ///   - random: Gives a number from 0 to 1, to spread waits and lifetimes.
    ///   - isAlive: Whether an idle connection still is one; asked before each loan, so it has to be quick.
    init(
        rules: LeasePoolRules, waitLimit: Duration, clock: any Clock<Duration>,
        elapsed: @escaping @Sendable () -> Duration = LeasePool.monotonic(),
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

    deinit { shared.withLock { $0.sweeper?.cancel() } }

    /// The time since now.
    static func monotonic() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    /// What the pool does and has done.
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

    /// A connection of the caller's own until it is given back.
    func lease() async throws(StorageError) -> Resource {
        startSweeping()
        let now = elapsed()
        let (grant, waiter) = shared.withLock { shared in
            shared.nextWaiter += 1
            return (shared.state.lease(waiter: shared.nextWaiter, now: now), shared.nextWaiter)
        }
        switch grant {
        case .use(let resource): return try await proved(resource)
        case .make: return try await makeInPlace()
        case .closed: throw .unavailable(.closed)
        case .away: throw .unavailable(.unreachable)
        case .lineFull: throw .unavailable(.busy)
        case .wait:
            let turn = await turn(of: waiter)
            let waited = elapsed() - now
            shared.withLock { shared in
                shared.metrics.waits += 1
                shared.metrics.waited += waited
            }
            switch turn {
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
        let now = elapsed()
        await carryOut(shared.withLock { $0.state.giveBack(resource, reusable: reusable, now: now) })
    }

    /// Turns everyone in line away and closes idle connections; those in use are closed as they come back.
    func close() async {
        let (idle, waiting) = shared.withLock { shared in
            shared.sweeper?.cancel()
            shared.sweeper = nil
            return shared.state.close()
        }
        for waiter in waiting { wake(waiter, .turnedAway(.unavailable(.closed))) }
        for resource in idle { await end(resource) }
    }

    // MARK: Connections

    /// A connection that was idle may have been closed by the other side: then another is made in its place, and the
    /// caller never learns of it.
    private func proved(_ resource: Resource) async throws(StorageError) -> Resource {
        if await isAlive(resource) { return resource }
        shared.withLock { $0.state.wasDead(resource) }
        await end(resource)
        return try await makeInPlace()
    }

    private func makeInPlace() async throws(StorageError) -> Resource {
        let outcome: Result<Resource, StorageError>
        do throws(StorageError) {
            outcome = .success(try await make())
        } catch {
            outcome = .failure(error)
        }
        let (now, random) = (elapsed(), random())
        switch outcome {
        case .success(let resource):
            await carryOut(
                shared.withLock { shared in
                    shared.metrics.opened += 1
                    return shared.state.made(resource, now: now, random: random)
                })
            return resource
        case .failure(let error):
            await carryOut(
                shared.withLock { shared in
                    // Who gave up says nothing about the database.
                    if case .cancelled = error { return shared.state.freePlace() }
                    shared.metrics.failures += 1
                    return shared.state.failedToMake(now: now, random: random)
                })
            throw error
        }
    }

    private func end(_ resource: Resource) async {
        shared.withLock { $0.metrics.closed += 1 }
        await dispose(resource)
    }

    private func carryOut(_ what: LeasePoolState<Resource>.Return) async {
        switch what {
        case .hand(let waiter, let resource): wake(waiter, .use(resource))
        case .makeFor(let waiters): for waiter in waiters { wake(waiter, .make) }
        case .turnAway(let waiters):
            for waiter in waiters { wake(waiter, .turnedAway(.unavailable(.unreachable))) }
        case .dispose(let resource): await end(resource)
        case .replace(let resource):
            await end(resource)
            await carryOut(shared.withLock { $0.state.freePlace() })
        case .keep, .nothing: break
        }
    }

    // MARK: Looking after idle connections

    private func startSweeping() {
        shared.withLock { shared in
            guard let interval = shared.state.rules.sweepInterval, shared.sweeper == nil, !shared.state.isClosed
            else { return }
            shared.sweeper = Task { [weak self, clock] in
                while !Task.isCancelled {
                    guard (try? await clock.sleep(for: interval)) != nil, let self else { return }
                    await self.sweep()
                }
            }
        }
    }

    /// Closes what is old or spare, looks whether the others live, and makes what is missing.
    func sweep() async {
        let now = elapsed()
        let (old, missing) = shared.withLock { $0.state.sweep(now: now) }
        for resource in old { await end(resource) }
        while let (resource, since) = shared.withLock({ $0.state.candidateForCheck(before: now) }) {
            let isAlive = await isAlive(resource)
            let then = elapsed()
            await carryOut(
                shared.withLock { $0.state.checked(resource, isAlive: isAlive, idleSince: since, now: max(then, now)) })
        }
        for _ in 0..<missing {
            guard let made = try? await makeInPlace() else { continue }
            await giveBack(made, reusable: true)
        }
    }

    // MARK: Waiting

    private func turn(of waiter: Int) async -> Turn {
        await turns.wait(waiter, limit: waitLimit) { isCancelled in
            guard self.shared.withLock({ $0.state.leaveLine(waiter) }) else { return nil }
            return .turnedAway(isCancelled ? .cancelled : .unavailable(.busy))
        }
    }

    private func wake(_ waiter: Int, _ turn: Turn) { turns.wake(waiter, turn) }
}
