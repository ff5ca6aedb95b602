package import AWSClient
internal import AWSOperations

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The lease of an environment as `lock status` shows it.
package struct LeaseStatus: Sendable, Hashable {
    /// The lease; nil if the environment is free.
    package var stored: StoredLease?
    /// The stacks with running operations.
    package var stacks: [BusyStack]
    /// `true` if the lease has expired.
    package var isExpired: Bool

    /// Judges a lease.
    package init(stored: StoredLease?, stacks: [BusyStack], now: Date) {
        self.stored = stored
        self.stacks = stacks
        isExpired =
            stored?.record.map { now > $0.expiry(written: stored?.written).advanced(by: LeaseTiming().grace) } ?? false
    }

    /// The state in a sentence, with the commands that help.
    package var description: String {
        guard let stored else {
            return stacks.isEmpty
                ? "free" : "free, although \(stacks.summary): that operation was started without a lease"
        }
        guard let record = stored.record else { return "\(LeaseRefusal.unreadable)" }
        if !isExpired { return "\(record.summary); follow it with \(record.attach)" }
        let rest =
            stacks.isEmpty
            ? "the next deployment takes it over"
            : "\(stacks.summary), so it cannot be taken over yet; follow it with \(record.attach)"
        return "\(record.summary); it expired at \(record.expires.formatted(.iso8601)): \(rest)"
    }

    /// The reason why `lock release` refuses without `--force`; nil if it may delete the lease.
    package var releaseObstacle: String? {
        guard let record = stored?.record else { return nil }
        if !isExpired {
            return
                "\(record.summary), and its process renewed it recently. Stop that process first, or add --force if it is dead"
        }
        return stacks.isEmpty ? nil : "\(stacks.summary). Follow it with \(record.attach), or add --force"
    }

    /// Reads the lease of an environment.
    package static func read(
        context: EngineContext, location: BucketLocation, environment: String,
        busyStacks: () async throws(AWSError) -> [BusyStack]
    ) async throws(AWSError) -> LeaseStatus {
        let store = ObjectStore(calls: context.calls, location: location)
        let stored = try await LeaseHolder.read(store, LeaseRecord.key(environment))
        return LeaseStatus(stored: stored, stacks: try await busyStacks(), now: context.now())
    }

    /// Deletes the lease that was read, if it has not changed since.
    /// - Returns: `false` if it changed: its process lives.
    package func delete(
        context: EngineContext, location: BucketLocation, environment: String
    ) async throws(AWSError) -> Bool {
        guard let stored else { return true }
        let store = ObjectStore(calls: context.calls, location: location)
        let key = LeaseRecord.key(environment)
        for _ in 1...LeaseMachine.attempts {
            switch try await store.delete(key, ifMatch: stored.entityTag) {
            case .written, .missing: return true
            case .preconditionFailed: return false
            case .conflict, .unknown:
                guard let now = try await LeaseHolder.read(store, key) else { return true }
                if now.entityTag != stored.entityTag { return false }
            }
        }
        return false
    }
}
