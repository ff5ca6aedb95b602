package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The decisions about a lease: acquisition, renewal, take-over and release. It performs nothing itself.
///
/// Each event has one action in answer. The results of conditional writes are taken as S3 documents them: 412 means that the object
/// is not the expected one, 409 decides nothing, and without a response the object itself tells by its token whose lease it is.
package struct LeaseMachine: Sendable, Hashable {
    /// An occurrence to react to.
    package enum Event: Sendable, Hashable {
        /// The caller wants the lease.
        case acquire
        /// The caller is about to change something, or waits: renew if that is due.
        case heartbeat
        /// The caller no longer needs the lease.
        case release
        /// A write or deletion ended.
        case wrote(ObjectStore.WriteResult)
        /// The lease was read; nil if there is none.
        case read(StoredLease?)
        /// The environment's stacks were looked at.
        case looked([BusyStack])
        /// A pause ended.
        case paused
        /// A call failed without a result.
        case failed(String)
    }

    /// An effect for the shell to perform.
    package enum Action: Sendable, Hashable {
        /// Write the lease under a condition.
        case write(LeaseRecord, ObjectOperations.PutObject.Condition)
        /// Read the lease.
        case read
        /// Look for stacks of the environment with running operations.
        case lookAtStacks
        /// Delete the lease if it has the entity tag.
        case delete(entityTag: String)
        /// Wait before the next attempt; the number of attempts so far.
        case pause(attempt: Int)
        /// The lease is held: go on.
        case proceed
        /// The lease is released, or was not held.
        case done
        /// The lease is not held: change nothing more.
        case stop(LeaseRefusal)
    }

    private enum State: Hashable {
        case idle
        case acquiring
        case judging(StoredLease)
        case taking(StoredLease)
        case held(entityTag: String)
        case renewing(entityTag: String)
        case releasing(entityTag: String)
        case stopped(LeaseRefusal)
        case released
    }

    /// The maximum number of writes without a decision.
    static let attempts = 8

    /// The process's own record; the times are those of the last confirmed write.
    package private(set) var record: LeaseRecord
    /// The record of a dead process whose lease was taken over.
    package private(set) var predecessor: LeaseRecord?
    private let timing: LeaseTiming
    private let adopts: String?
    private var state = State.idle
    private var attempt = 0
    private var nextRenewal: Date
    private var pending: LeaseRecord?

    /// Creates the machine of a process.
    /// - Parameters:
    ///   - record: The process's record; its times are replaced.
    ///   - timing: The lengths.
    ///   - adopts: The client request token of a release whose running operations this process continues. The expired lease of that
    ///     release can be taken although its stacks change.
    package init(_ record: LeaseRecord, timing: LeaseTiming = LeaseTiming(), adopting adopts: String? = nil) {
        self.record = record
        self.timing = timing
        self.adopts = adopts
        nextRenewal = record.acquired
    }

    /// `true` if the lease is held as far as is known.
    package var isHeld: Bool {
        switch state {
        case .held, .renewing: true
        case .idle, .acquiring, .judging, .taking, .releasing, .stopped, .released: false
        }
    }

    /// Adds the release to the record; the next heartbeat writes it.
    package mutating func note(release: Int, requestToken: String) {
        record.release = release
        record.requestToken = requestToken
        nextRenewal = .distantPast
    }

    /// Reacts to an event.
    package mutating func handle(_ event: Event, at now: Date) -> Action {
        switch (state, event) {
        case (.stopped(let refusal), _): return .stop(refusal)
        case (.idle, .acquire), (.released, .acquire): return begin(now)
        case (.acquiring, .paused): return put(.isAbsent, now)
        case (.acquiring, .wrote(let result)): return acquired(result, now)
        case (.acquiring, .read(let stored)): return judge(stored, now)
        case (.judging(let stored), .looked(let stacks)): return judge(stored, stacks, now)
        case (.taking(let stored), .wrote(let result)): return took(result, from: stored, now)
        case (.held(let tag), .heartbeat): return now >= nextRenewal ? renew(tag, now) : .proceed
        case (.held, .acquire): return .proceed
        case (.held(let tag), .release), (.renewing(let tag), .release): return delete(tag)
        case (.renewing(let tag), .paused): return renew(tag, now)
        case (.renewing(let tag), .wrote(let result)): return renewed(result, tag, now)
        case (.renewing(let tag), .read(let stored)): return confirm(stored, tag, now)
        case (.renewing(let tag), .failed): return postpone(tag, now)
        case (.renewing(let tag), .heartbeat): return renew(tag, now)
        case (.releasing(let tag), .wrote(let result)): return deleted(result, tag)
        case (.releasing(let tag), .read(let stored)): return deleted(stored, tag)
        case (.releasing(let tag), .paused): return .delete(entityTag: tag)
        case (.releasing, .failed):
            // It expires by itself.
            state = .released
            return .done
        case (_, .failed(let reason)): return stop(.undecided(reason))
        case (.idle, .release), (.released, _): return .done
        case (_, .release):
            // A write may be under way: the lease expires by itself.
            state = .released
            return .done
        default: return stop(.undecided("the events of the lease are out of order"))
        }
    }

    // MARK: Acquisition

    private mutating func begin(_ now: Date) -> Action {
        attempt = 0
        state = .acquiring
        return put(.isAbsent, now)
    }

    private mutating func put(_ condition: ObjectOperations.PutObject.Condition, _ now: Date) -> Action {
        attempt += 1
        guard attempt <= Self.attempts else {
            return stop(.undecided("\(Self.attempts) attempts to write the lease were not decided"))
        }
        let written = dated(now, isNew: true)
        pending = written
        return .write(written, condition)
    }

    private func dated(_ now: Date, isNew: Bool) -> LeaseRecord {
        var result = record
        if isNew { result.acquired = now }
        result.renewed = now
        result.expires = now.advanced(by: timing.length)
        return result
    }

    private mutating func acquired(_ result: ObjectStore.WriteResult, _ now: Date) -> Action {
        switch result {
        case .written(let tag): return hold(tag, now)
        case .conflict, .missing: return .pause(attempt: attempt)
        case .preconditionFailed, .unknown: return .read
        }
    }

    private mutating func hold(_ entityTag: String, _ now: Date) -> Action {
        if let pending {
            // The release may have been noted while the write was under way.
            let (release, token) = (record.release, record.requestToken)
            record = pending
            record.release = release
            record.requestToken = token
        }
        pending = nil
        attempt = 0
        nextRenewal = record.renewed.advanced(by: timing.renewal)
        state = .held(entityTag: entityTag)
        return .proceed
    }

    private mutating func judge(_ stored: StoredLease?, _ now: Date) -> Action {
        guard let stored else { return .pause(attempt: attempt) }
        guard let other = stored.record else { return stop(.unreadable) }
        if other.token == record.token { return hold(stored.entityTag, now) }
        guard now > other.expiry(written: stored.written).advanced(by: timing.grace) else {
            return stop(.held(other, isExpired: false, stacks: []))
        }
        state = .judging(stored)
        return .lookAtStacks
    }

    private mutating func judge(_ stored: StoredLease, _ stacks: [BusyStack], _ now: Date) -> Action {
        guard let other = stored.record else { return stop(.unreadable) }
        guard stacks.isEmpty || mayAdopt(other, stacks) else {
            return stop(.held(other, isExpired: true, stacks: stacks))
        }
        state = .taking(stored)
        return put(.hasEntityTag(stored.entityTag), now)
    }

    private func mayAdopt(_ other: LeaseRecord, _ stacks: [BusyStack]) -> Bool {
        guard let adopts, other.requestToken == adopts else { return false }
        return stacks.allSatisfy { $0.requestToken == adopts }
    }

    private mutating func took(_ result: ObjectStore.WriteResult, from stored: StoredLease, _ now: Date) -> Action {
        switch result {
        case .written(let tag):
            predecessor = stored.record
            return hold(tag, now)
        case .conflict, .missing, .preconditionFailed, .unknown:
            // Another process was faster, or this one's write has happened: the object tells.
            if case .unknown = result { predecessor = stored.record }
            state = .acquiring
            return .read
        }
    }

    // MARK: Renewal

    private mutating func renew(_ entityTag: String, _ now: Date) -> Action {
        state = .renewing(entityTag: entityTag)
        let written = dated(now, isNew: false)
        pending = written
        return .write(written, .hasEntityTag(entityTag))
    }

    private mutating func renewed(_ result: ObjectStore.WriteResult, _ entityTag: String, _ now: Date) -> Action {
        switch result {
        case .written(let tag): return hold(tag, now)
        case .missing: return stop(.lost(to: nil))
        case .preconditionFailed, .unknown, .conflict: return .read
        }
    }

    private mutating func confirm(_ stored: StoredLease?, _ entityTag: String, _ now: Date) -> Action {
        guard let stored else { return stop(.lost(to: nil)) }
        guard let other = stored.record, other.token == record.token else { return stop(.lost(to: stored.record)) }
        // The same entity tag: the write did not happen. Another one: this process wrote it and its response was lost.
        if stored.entityTag == entityTag { return postpone(entityTag, now) }
        pending = other
        return hold(stored.entityTag, now)
    }

    private mutating func postpone(_ entityTag: String, _ now: Date) -> Action {
        pending = nil
        guard now < record.expires else { return stop(.expired(record)) }
        nextRenewal = now.advanced(by: timing.retry)
        state = .held(entityTag: entityTag)
        return .proceed
    }

    // MARK: Release

    private mutating func delete(_ entityTag: String) -> Action {
        attempt = 1
        state = .releasing(entityTag: entityTag)
        return .delete(entityTag: entityTag)
    }

    private mutating func deleted(_ result: ObjectStore.WriteResult, _ entityTag: String) -> Action {
        switch result {
        case .written, .missing:
            state = .released
            return .done
        case .preconditionFailed, .unknown, .conflict: return .read
        }
    }

    private mutating func deleted(_ stored: StoredLease?, _ entityTag: String) -> Action {
        guard let stored, stored.record?.token == record.token, attempt < Self.attempts else {
            state = .released
            return .done
        }
        state = .releasing(entityTag: stored.entityTag)
        attempt += 1
        return .pause(attempt: attempt)
    }

    private mutating func stop(_ refusal: LeaseRefusal) -> Action {
        state = .stopped(refusal)
        return .stop(refusal)
    }
}
