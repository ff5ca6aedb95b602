import Synchronization

/// The last reason for which the store's primary was not connected to.
///
/// The store's errors say only that the database cannot be reached, as clients see them. An operator needs the reason.
final class ConnectFailures: Sendable {
    private let failure = Mutex<ConnectFailure?>(nil)

    /// The last reason since ``forget()``.
    var last: ConnectFailure? { failure.withLock { $0 } }

    /// Notes a reason.
    func note(_ reason: ConnectFailure) { failure.withLock { $0 = reason } }

    /// Forgets the reason, before another attempt.
    func forget() { failure.withLock { $0 = nil } }
}
