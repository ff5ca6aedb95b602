/// The public keys of a region's load balancers as a process knows them, and the decision when to fetch one. A value without a
/// clock.
///
/// A key's document never changes, and a region uses one or two at a time, so the newest few are kept.
struct BalancerKeyState: Sendable {
    /// The maximum number of keys.
    static let maximumKeys = 4
    /// The age from which a key is fetched again.
    static let maximumAge = Duration.seconds(24 * 3600)
    /// The minimum time between the beginnings of two fetches.
    static let interval = Duration.seconds(10)

    /// The decision about a key.
    enum Decision: Sendable {
        /// Use the key.
        case use(VerificationKey)
        /// Wait for the fetch that is running.
        case join
        /// Fetch the key and wait for it.
        case fetch
        /// The key could not be fetched just now.
        case unavailable
        /// There is no such key.
        case unknown
    }

    private struct Known: Sendable {
        let key: VerificationKey
        let at: Duration
    }

    private var keys: [Known] = []
    /// The keys that the last fetches did not find, the newest last.
    private var missing: [String] = []
    private var begunAt: Duration?
    private var isFetching = false

    /// Decides about the key with an id, and records the beginning of a fetch that the decision asks for.
    ///
    /// - Parameter hasWaited: `true` if the caller has waited for a fetch of this key already.
    mutating func decide(_ id: String, at now: Duration, hasWaited: Bool = false) -> Decision {
        if let known = keys.first(where: { $0.key.id == id && now - $0.at < Self.maximumAge }) {
            return .use(known.key)
        }
        if missing.contains(id) { return .unknown }
        if hasWaited { return .unavailable }
        if isFetching { return .join }
        guard begunAt.map({ now - $0 >= Self.interval }) ?? true else { return .unavailable }
        begunAt = now
        isFetching = true
        return .fetch
    }

    /// Records a key.
    mutating func fetched(_ key: VerificationKey, at now: Duration) {
        isFetching = false
        keys.removeAll { $0.key.id == key.id }
        keys.append(Known(key: key, at: now))
        if keys.count > Self.maximumKeys { keys.removeFirst() }
    }

    /// Records that a fetch has failed.
    ///
    /// - Parameter id: The key, if the answer was that there is none.
    mutating func failed(missing id: String?) {
        isFetching = false
        guard let id else { return }
        missing.append(id)
        if missing.count > 16 { missing.removeFirst() }
    }
}
