package import AWSClient
internal import AWSOperations
internal import Basics

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A process's lease of an environment.
///
/// The loop that waits for AWS calls ``heartbeat()`` at every look, and each phase calls it before it changes something. It
/// costs nothing unless a renewal is due.
///
///     let lease = LeaseHolder(context: context, location: bucket, record: record, stacks: names)
///     try await lease.acquire()
///     try await lease.heartbeat()
///     await lease.release()
package actor LeaseHolder {
    private let context: EngineContext
    private let store: ObjectStore
    private let key: String
    private let busyStacks: @Sendable () async throws(AWSError) -> [BusyStack]
    private var machine: LeaseMachine

    /// Creates a lease that is not held yet.
    /// - Parameters:
    ///   - context: The calls, the clock and randomness.
    ///   - location: The environment's bucket.
    ///   - record: The holder and the operation.
    ///   - timing: The lengths.
    ///   - adopts: The client request token of a release that this process continues.
    ///   - busyStacks: Returns the environment's stacks with running operations.
    package init(
        context: EngineContext, location: BucketLocation, record: LeaseRecord, timing: LeaseTiming = LeaseTiming(),
        adopting adopts: String? = nil, busyStacks: @escaping @Sendable () async throws(AWSError) -> [BusyStack]
    ) {
        self.context = context
        store = ObjectStore(calls: context.calls, location: location)
        key = LeaseRecord.key(record.environment)
        machine = LeaseMachine(record, timing: timing, adopting: adopts)
        self.busyStacks = busyStacks
    }

    /// The process's record as it was written last.
    package var record: LeaseRecord { machine.record }
    /// The record of a dead process whose lease was taken over; its release has no outcome yet.
    package var predecessor: LeaseRecord? { machine.predecessor }
    /// `true` while the lease is held.
    package var isHeld: Bool { machine.isHeld }

    /// Acquires the lease.
    /// - Throws: ``LeaseError`` with the holder if another process has it.
    package func acquire() async throws(LeaseError) { try await run(.acquire) }

    /// Renews the lease if that is due. Call it before each change, and while waiting.
    /// - Throws: ``LeaseError`` if the lease is lost; the process must not change anything more.
    package func heartbeat() async throws(LeaseError) { try await run(.heartbeat) }

    /// Writes the release into the lease, so that others see it and `attach` finds it.
    package func note(_ release: Release) async throws(LeaseError) {
        machine.note(release: release.number, requestToken: release.requestToken)
        try await run(.heartbeat)
    }

    /// Releases the lease. A lease that cannot be released expires by itself.
    package func release() async {
        do {
            try await run(.release)
        } catch {
            // A lost lease is released already.
        }
    }

    private func run(_ first: LeaseMachine.Event) async throws(LeaseError) {
        var event = first
        while true {
            switch machine.handle(event, at: context.now()) {
            case .proceed, .done: return
            case .stop(let refusal): throw LeaseError(refusal)
            case .pause(let attempt): event = try await pause(attempt)
            case .write(let record, let condition):
                let body = try encoded(record)
                event = try await result { () async throws(AWSError) in
                    .wrote(try await store.write(body, to: key, if: condition))
                }
            case .delete(let entityTag):
                event = try await result { () async throws(AWSError) in
                    .wrote(try await store.delete(key, ifMatch: entityTag))
                }
            case .read:
                event = try await result { () async throws(AWSError) in .read(try await Self.read(store, key)) }
            case .lookAtStacks:
                event = try await result { () async throws(AWSError) in .looked(try await busyStacks()) }
            }
        }
    }

    private func result(
        _ call: () async throws(AWSError) -> LeaseMachine.Event
    ) async throws(LeaseError) -> LeaseMachine.Event {
        do throws(AWSError) {
            return try await call()
        } catch {
            // A lease that is held survives a failed call; rejected credentials end the process's calls anyway.
            if machine.isHeld, !error.isUnauthenticated { return .failed("\(error)") }
            throw LeaseError(.undecided("\(error)"), cause: error)
        }
    }

    private func pause(_ attempt: Int) async throws(LeaseError) -> LeaseMachine.Event {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(3))
        do {
            try await context.clock.sleep(for: backoff.delay(afterFailures: attempt, random: context.random()))
            return .paused
        } catch {
            throw LeaseError(.undecided("the wait for the lease was cancelled"))
        }
    }

    private func encoded(_ record: LeaseRecord) throws(LeaseError) -> [UInt8] {
        do {
            return try LedgerCoding.encode(record)
        } catch {
            throw LeaseError(.undecided("the lease cannot be encoded: \(error)"))
        }
    }

    static func read(_ store: ObjectStore, _ key: String) async throws(AWSError) -> StoredLease? {
        guard let stored = try await store.read(key) else { return nil }
        return StoredLease(
            record: try? LedgerCoding.decode(LeaseRecord.self, from: stored.body), entityTag: stored.entityTag,
            written: stored.written.map { Date(timeIntervalSince1970: $0) })
    }
}
