import AWSSigV4
import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite(.timeLimit(.minutes(1))) struct CachingCredentialsProviderTests {
    /// A source whose results the test sets.
    final class Gate: CredentialsProvider {
        private struct State {
            var count = 0
            var waiting: [CheckedContinuation<Result<ResolvedCredentials, CredentialsError>, Never>] = []
        }

        private let state = Mutex(State())

        var count: Int { state.withLock { $0.count } }

        func credentials() async throws(CredentialsError) -> ResolvedCredentials {
            let result = await withCheckedContinuation { continuation in
                state.withLock {
                    $0.count += 1
                    $0.waiting.append(continuation)
                }
            }
            return try result.get()
        }

        /// Completes the oldest request, as soon as there is one.
        func complete(_ result: Result<ResolvedCredentials, CredentialsError>) async {
            while true {
                let next = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
                if let next { return next.resume(returning: result) }
                await Task.yield()
            }
        }
    }

    /// A clock that the test sets.
    final class Clock: Sendable {
        private let seconds = Mutex<TimeInterval>(0)

        var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

        func set(_ value: TimeInterval) { seconds.withLock { $0 = value } }
    }

    let gate = Gate()
    let clock = Clock()
    let cache: CachingCredentialsProvider

    init() {
        let clock = clock
        cache = CachingCredentialsProvider(gate, now: { clock.now }, random: { 0 })
    }

    func credentials(_ id: String, until seconds: TimeInterval) -> ResolvedCredentials {
        ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: id, secretAccessKey: "s"),
            expiration: Date(timeIntervalSince1970: seconds), source: "s")
    }

    @Test("10,000 callers share one request, and cancelling all but one does not affect the last")
    func singleFlight() async throws {
        let last = Task { try await cache.credentials() }
        while !Task.isCancelled, await cache.waitingCount < 1 { await Task.yield() }
        let others = (1..<10_000).map { _ in Task { await failure(of: cache) } }
        while !Task.isCancelled, await cache.waitingCount < 10_000 { await Task.yield() }
        for other in others { other.cancel() }
        for other in others { #expect(await other.value?.kind == .cancelled) }
        #expect(await cache.waitingCount == 1)
        await gate.complete(.success(credentials("a", until: 5000)))
        #expect(try await last.value.credentials.accessKeyID == "a")
        #expect(gate.count == 1)
    }

    @Test("A refresh whose callers are all cancelled completes and fills the cache")
    func abandoned() async throws {
        let only = Task { await failure(of: cache) }
        while !Task.isCancelled, await cache.waitingCount < 1 { await Task.yield() }
        only.cancel()
        #expect(await only.value?.kind == .cancelled)
        await gate.complete(.success(credentials("a", until: 5000)))
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
        #expect(gate.count == 1)
    }

    @Test("A caller that is cancelled before its call gets an error")
    func cancelledBefore() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure(of: cache)
        }
        #expect(await task.value?.kind == .cancelled)
        await gate.complete(.success(credentials("a", until: 5000)))
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
    }

    @Test("Cached credentials are returned at once during a background refresh")
    func background() async throws {
        async let first = cache.credentials()
        await gate.complete(.success(credentials("a", until: 1000)))
        #expect(try await first.credentials.accessKeyID == "a")
        clock.set(800)
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
        await gate.complete(.success(credentials("b", until: 9000)))
        while !Task.isCancelled, try await cache.credentials().credentials.accessKeyID == "a" { await Task.yield() }
        #expect(gate.count == 2)
    }

    @Test("Every waiting caller gets the failure, and the next caller starts a new request")
    func failures() async throws {
        let error = CredentialsError(.unavailable, source: "s", reason: "down")
        let callers = (0..<10).map { _ in Task { await failure(of: cache) } }
        while !Task.isCancelled, await cache.waitingCount < 10 { await Task.yield() }
        await gate.complete(.failure(error))
        for caller in callers { #expect(await caller.value == error) }
        async let next = cache.credentials()
        await gate.complete(.success(credentials("a", until: 5000)))
        #expect(try await next.credentials.accessKeyID == "a")
        #expect(gate.count == 2)
    }
}
