#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The content of an environment's lease, `lock/<environment>`: the holder, the operation and the expiry.
package struct LeaseRecord: Sendable, Hashable, Codable {
    /// The environment's name.
    package var environment: String
    /// The operation, such as `deploy`.
    package var operation: String
    /// The holder: the caller's ARN.
    package var holder: String
    /// The host's name.
    package var host: String?
    /// The address of the job's page.
    package var runURL: String?
    /// A random text of the process. A lease with it is the process's own, also when the response of its write was lost.
    package var token: String
    /// The release; nil before its allocation.
    package var release: Int?
    /// The client request token of the release's stack operations.
    package var requestToken: String?
    /// The time of the acquisition.
    package var acquired: Date
    /// The time of the last renewal.
    package var renewed: Date
    /// The time from which another process may take the lease, if no stack of the environment changes.
    package var expires: Date

    /// Creates a record.
    package init(
        environment: String, operation: String, holder: String, host: String? = nil, runURL: String? = nil,
        token: String, release: Int? = nil, requestToken: String? = nil, acquired: Date, renewed: Date? = nil,
        expires: Date
    ) {
        self.environment = environment
        self.operation = operation
        self.holder = holder
        self.host = host
        self.runURL = runURL
        self.token = token
        self.release = release
        self.requestToken = requestToken
        self.acquired = acquired
        self.renewed = renewed ?? acquired
        self.expires = expires
    }

    /// The key of an environment's lease.
    package static func key(_ environment: String) -> String { "lock/\(environment)" }

    /// The time from which the lease counts as expired. The server's time of the last write corrects a holder with a slow clock.
    /// - Parameter written: The time of the object's last write by the server's clock.
    func expiry(written: Date?) -> Date {
        guard let written else { return expires }
        return max(expires, written.addingTimeInterval(max(0, expires.timeIntervalSince(renewed))))
    }
}

/// A lease as it is stored.
package struct StoredLease: Sendable, Hashable {
    /// The record; nil if it cannot be read.
    package var record: LeaseRecord?
    /// The entity tag.
    package var entityTag: String
    /// The time of the last write by the server's clock.
    package var written: Date?

    /// Creates a stored lease.
    package init(record: LeaseRecord?, entityTag: String, written: Date? = nil) {
        self.record = record
        self.entityTag = entityTag
        self.written = written
    }
}

/// The lengths of a lease.
package struct LeaseTiming: Sendable, Hashable {
    /// The time from a renewal to the expiry.
    package var length: Duration
    /// The time from a renewal to the next.
    package var renewal: Duration
    /// The time beyond the expiry before another process takes the lease, for clocks that disagree.
    package var grace: Duration
    /// The time from a failed renewal to the next attempt.
    package var retry: Duration

    /// Creates the timing; by default a lease lasts three minutes and is renewed after 45 seconds.
    package init(
        length: Duration = .seconds(180), renewal: Duration = .seconds(45), grace: Duration = .seconds(15),
        retry: Duration = .seconds(10)
    ) {
        self.length = length
        self.renewal = renewal
        self.grace = grace
        self.retry = retry
    }
}

/// A stack of the environment with a running operation.
package struct BusyStack: Sendable, Hashable {
    /// The stack's name.
    package var name: String
    /// The status, such as `UPDATE_IN_PROGRESS`.
    package var status: String
    /// The client request token of the operation; nil if it has none or is not known.
    package var requestToken: String?
    /// The time at which the operation began; nil if it is not known.
    package var since: Date?

    /// Creates a stack.
    package init(name: String, status: String, requestToken: String? = nil, since: Date? = nil) {
        self.name = name
        self.status = status
        self.requestToken = requestToken
        self.since = since
    }
}

extension Date {
    func advanced(by duration: Duration) -> Date {
        let (seconds, attoseconds) = duration.components
        return addingTimeInterval(Double(seconds) + Double(attoseconds) * 1e-18)
    }
}
