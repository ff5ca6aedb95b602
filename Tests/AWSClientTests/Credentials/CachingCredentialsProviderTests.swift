import AWSSigV4
import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite(.timeLimit(.minutes(1))) struct CachingCredentialsProviderTests {
    /// A source that answers when it is told to.
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

        /// Answers the oldest question, as soon as there is one.
        func answer(_ result: Result<ResolvedCredentials, CredentialsError>) async {
            while true {
                let next = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
                if let next { return next.resume(returning: result) }
                await Task.yield()
            }
        }
    }

    /// A clock that is set by hand.
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

    @Test("asks the source once for 10,000 callers, and cancelling all but one of them does not disturb the last")
    func singleFlight() async throws {
        let last = Task { try await cache.credentials() }
        while !Task.isCancelled, await cache.waitingCount < 1 { await Task.yield() }
        let others = (1..<10_000).map { _ in Task { await failure(of: cache) } }
        while !Task.isCancelled, await cache.waitingCount < 10_000 { await Task.yield() }
        for other in others { other.cancel() }
        for other in others { #expect(await other.value?.kind == .cancelled) }
        #expect(await cache.waitingCount == 1)
        await gate.answer(.success(credentials("a", until: 5000)))
        #expect(try await last.value.credentials.accessKeyID == "a")
        #expect(gate.count == 1)
    }

    @Test("goes on with a refresh that everybody has left, and keeps what it brings")
    func abandoned() async throws {
        let only = Task { await failure(of: cache) }
        while !Task.isCancelled, await cache.waitingCount < 1 { await Task.yield() }
        only.cancel()
        #expect(await only.value?.kind == .cancelled)
        await gate.answer(.success(credentials("a", until: 5000)))
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
        #expect(gate.count == 1)
    }

    @Test("tells a caller who was cancelled before it asked")
    func cancelledBefore() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure(of: cache)
        }
        #expect(await task.value?.kind == .cancelled)
        await gate.answer(.success(credentials("a", until: 5000)))
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
    }

    @Test("answers at once while it replaces credentials in the background")
    func background() async throws {
        async let first = cache.credentials()
        await gate.answer(.success(credentials("a", until: 1000)))
        #expect(try await first.credentials.accessKeyID == "a")
        clock.set(800)
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
        #expect(try await cache.credentials().credentials.accessKeyID == "a")
        await gate.answer(.success(credentials("b", until: 9000)))
        while !Task.isCancelled, try await cache.credentials().credentials.accessKeyID == "a" { await Task.yield() }
        #expect(gate.count == 2)
    }

    @Test("gives every waiting caller the failure, and asks again for the next one")
    func failures() async throws {
        let error = CredentialsError(.unavailable, source: "s", reason: "down")
        let callers = (0..<10).map { _ in Task { await failure(of: cache) } }
        while !Task.isCancelled, await cache.waitingCount < 10 { await Task.yield() }
        await gate.answer(.failure(error))
        for caller in callers { #expect(await caller.value == error) }
        async let next = cache.credentials()
        await gate.answer(.success(credentials("a", until: 5000)))
        #expect(try await next.credentials.accessKeyID == "a")
        #expect(gate.count == 2)
    }
}
