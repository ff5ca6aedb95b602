import HTTPCoreTesting
import SecretsClient
import SecretsClientTesting
import Synchronization
import TestSupport
import Testing

/// Tests of tasks, waiting and cancellation around the cache's rules.
@Suite(.timeLimit(.minutes(2))) struct CachingSecretProviderTests {
    final class Events: Sendable {
        private let events = Mutex<[SecretCacheEvent]>([])
        var all: [SecretCacheEvent] { events.withLock { $0 } }
        func note(_ event: SecretCacheEvent) { events.withLock { $0.append(event) } }
    }

    let store: InMemorySecretStore
    let gate: GatedSecretProvider
    let clock = StepClock()
    let events = Events()
    let cache: CachingSecretProvider

    init() throws {
        store = try InMemorySecretStore(["database": "one", "other": "two"])
        gate = GatedSecretProvider(store)
        cache = CachingSecretProvider(gate, clock: clock, random: { 1 }, observe: events.note)
    }

    func idle() async { await Eventually.holds("a fetch does not end") { cache.flights == 0 } }

    @Test(
        "10,000 concurrent callers share one request, and cancelling 9,999 keeps the last", arguments: [0, 5000, 9999])
    func singleFlight(survivor: Int) async throws {
        let callers = (0..<10_000).map { _ in Task { [cache] in try await cache.secret(for: "database") } }
        await Eventually.holds("not all callers wait") { cache.waitingCallers == 10_000 }
        await Eventually.holds("the provider was not asked") { gate.waiting == 1 }

        for (index, caller) in callers.enumerated() where index != survivor { caller.cancel() }
        // The cancelled callers end while the request is pending.
        for (index, caller) in callers.enumerated() where index != survivor {
            let error = await #expect(throws: SecretError.self) { try await caller.value }
            #expect(error?.kind == .cancelled)
        }
        #expect(cache.waitingCallers == 1)
        #expect(gate.waiting == 1)

        gate.open()
        #expect(try await callers[survivor].value.revealText() == "one")
        #expect(store.calls == [.secret("database")])
    }

    @Test("10,000 concurrent callers get the same value")
    func allCallersAreServed() async throws {
        let callers = (0..<10_000).map { _ in Task { [cache] in try await cache.secret(for: "database") } }
        await Eventually.holds("not all callers wait") { cache.waitingCallers == 10_000 }
        gate.open()
        for caller in callers { #expect(try await caller.value.revealText() == "one") }
        #expect(store.calls == [.secret("database")])
    }

    @Test("A failure reaches all waiting callers")
    func failureIsShared() async throws {
        store.fail(with: .accessDenied)
        let callers = (0..<100).map { _ in Task { [cache] in try await cache.secret(for: "database") } }
        await Eventually.holds("not all callers wait") { cache.waitingCallers == 100 }
        gate.open()
        for caller in callers {
            let error = await #expect(throws: SecretError.self) { try await caller.value }
            #expect(error?.kind == .accessDenied)
        }
        #expect(store.calls.count == 1)
        guard case .failed("database", let error)? = events.all.first else {
            Issue.record("no event: \(events.all)")
            return
        }
        #expect(error.kind == .accessDenied)
    }

    @Test("A value is cached even if all waiting callers are cancelled")
    func allCallersCancelled() async throws {
        let caller = Task { [cache] in try await cache.secret(for: "database") }
        await Eventually.holds("the caller does not wait") { cache.waitingCallers == 1 }
        caller.cancel()
        await #expect(throws: SecretError.self) { try await caller.value }
        gate.open()
        await idle()
        gate.close()
        #expect(try await cache.secret(for: "database").revealText() == "one")
        #expect(store.calls.count == 1)
    }

    @Test("A cancelled caller starts no request")
    func cancelledBefore() async {
        let caller = Task { [cache] in
            await Task.yield()
            withUnsafeCurrentTask { $0?.cancel() }
            return try await cache.secret(for: "database")
        }
        let error = await #expect(throws: SecretError.self) { try await caller.value }
        #expect(error?.kind == .cancelled)
        #expect(cache.flights == 0)
    }

    @Test("Callers do not wait for a refresh, which reads the value only if its version has changed")
    func staleWhileRevalidate() async throws {
        gate.open()
        _ = try await cache.secret(for: "database")
        try await clock.sleep(for: .seconds(300))
        gate.close()
        for _ in 0..<100 { #expect(try await cache.secret(for: "database").revealText() == "one") }
        await Eventually.holds("no refresh was started") { gate.waiting == 1 }
        gate.open()
        await idle()
        #expect(store.calls == [.secret("database"), .version("database")])
    }

    @Test("A refresh detects a rotation")
    func rotation() async throws {
        gate.open()
        let first = try await cache.secret(for: "database")
        let second = try await store.put(try SecretValue("new"), into: "database", as: .current)
        #expect(try await cache.secret(for: "database") == first)
        try await clock.sleep(for: .seconds(300))
        #expect(try await cache.secret(for: "database") == first)
        await idle()
        #expect(try await cache.secret(for: "database").revealText() == "new")
        #expect(store.calls == [.secret("database"), .version("database"), .secret("database")])
        #expect(
            events.all == [
                .fetched("database", version: first.version.id),
                .rotated("database", from: first.version.id, to: second.id),
            ])
    }

    @Test("A role that may only read the value is sufficient")
    func describeDenied() async throws {
        let provider = ReadOnlyProvider(store: store)
        let cache = CachingSecretProvider(provider, clock: clock, random: { 1 })
        _ = try await cache.secret(for: "database")
        try await store.put(try SecretValue("new"), into: "database", as: .current)
        try await clock.sleep(for: .seconds(300))
        _ = try await cache.secret(for: "database")
        await Eventually.holds("the refresh does not end") { cache.flights == 0 }
        #expect(try await cache.secret(for: "database").revealText() == "new")
    }

    private struct ReadOnlyProvider: SecretProvider {
        let store: InMemorySecretStore
        func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
            try await store.secret(for: reference)
        }
        func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
            throw SecretError(.accessDenied, id: reference.id, reason: "not allowed")
        }
    }

    @Test("A cached value stays in use during an outage, and a refusal is thrown")
    func outage() async throws {
        gate.open()
        _ = try await cache.secret(for: "database")
        store.fail(with: .unavailable)
        try await clock.sleep(for: .seconds(300))
        for _ in 0..<3 {
            #expect(try await cache.secret(for: "database").revealText() == "one")
            await idle()
        }
        // One attempt, then the back-off.
        #expect(store.calls.count == 2)
        guard case .stale("database", _)? = events.all.last else {
            Issue.record("no event: \(events.all)")
            return
        }

        store.fail(with: .notFound)
        try await clock.sleep(for: .seconds(1))
        #expect(try await cache.secret(for: "database").revealText() == "one")
        await idle()
        let error = await #expect(throws: SecretError.self) { try await cache.secret(for: "database") }
        #expect(error?.kind == .notFound)
    }

    @Test("A forced refresh returns the rotated value, with one request for all callers")
    func forcedRefresh() async throws {
        gate.open()
        let held = try await cache.secret(for: "database")
        try await store.put(try SecretValue("new"), into: "database", as: .current)
        gate.close()
        let callers = (0..<100).map { _ in
            Task { [cache] in try await cache.refreshedSecret(for: "database", rejecting: held.version.id) }
        }
        await Eventually.holds("not all callers wait") { cache.waitingCallers == 100 }
        gate.open()
        for caller in callers { #expect(try await caller.value.revealText() == "new") }
        #expect(store.calls == [.secret("database"), .secret("database")])

        // A later caller that rejects the old version gets the new one without a request.
        #expect(try await cache.refreshedSecret(for: "database", rejecting: held.version.id).revealText() == "new")
        #expect(store.calls.count == 2)
    }

    @Test("Forced refreshes are rate-limited")
    func forcedLimit() async throws {
        gate.open()
        for _ in 0..<50 { _ = try await cache.refreshedSecret(for: "database") }
        #expect(store.calls.count == 1)
        try await clock.sleep(for: .seconds(1))
        for _ in 0..<50 { _ = try await cache.refreshedSecret(for: "database") }
        #expect(store.calls.count == 2)
    }

    @Test("Secrets are fetched independently")
    func independence() async throws {
        let blocked = Task { [cache] in try await cache.secret(for: "database") }
        await Eventually.holds("the provider was not asked") { gate.waiting == 1 }
        gate.open()
        #expect(try await cache.secret(for: "other").revealText() == "two")
        #expect(try await blocked.value.revealText() == "one")
    }

    @Test("Every caller gets a result under random calls and cancellations", arguments: [1, 2, 3] as [UInt64])
    func storm(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        gate.open()
        var callers: [Task<ResolvedSecret, any Error>] = []
        for index in 0..<3000 {
            let name = Bool.random(using: &generator) ? "database" : "other"
            let isForced = Int.random(in: 0..<10, using: &generator) == 0
            callers.append(
                Task { [cache] in
                    isForced
                        ? try await cache.refreshedSecret(for: SecretReference(name))
                        : try await cache.secret(for: SecretReference(name))
                })
            if Bool.random(using: &generator) { callers[Int.random(in: 0...index, using: &generator)].cancel() }
            if index % 100 == 0 { try await clock.sleep(for: .seconds(100)) }
        }
        for caller in callers {
            switch await caller.result {
            case .success(let secret): #expect(["one", "two"].contains(try secret.revealText()))
            case .failure(let error): #expect((error as? SecretError)?.kind == .cancelled, "seed \(seed)")
            }
        }
        await idle()
        #expect(cache.waitingCallers == 0)
    }
}
