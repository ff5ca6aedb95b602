/// The public keys of a region's load balancers as a process knows them, and the decision when to fetch one. A value without a
/// clock.
///
/// A key's document never changes, and a region uses one or two at a time, so the newest few are kept. Anyone can send tokens with
/// made-up ids, which only a fetch tells from real ones. So the keys that are known are fetched again apart from all other ids, and
/// of those the ones go first that most requests name.
struct BalancerKeyState: Sendable {
    /// The maximum number of keys.
    static let maximumKeys = 4
    /// The age from which a key is fetched again, while it still serves.
    static let maximumAge = Duration.seconds(24 * 3600)
    /// The age from which a key does not serve any more.
    static let maximumStaleAge = Duration.seconds(48 * 3600)
    /// The minimum time between the beginnings of two fetches of ids that are not known.
    static let interval = Duration.seconds(10)
    /// The maximum time between two fetches of one id that fail.
    static let maximumBackOff = Duration.seconds(300)
    /// The time for which an id counts as one of no key.
    static let missingAge = Duration.seconds(600)
    /// The maximum number of ids of no key that are remembered.
    static let maximumMissing = 256

    /// The decision about a key.
    enum Decision: Sendable {
        /// Use the key.
        case use(VerificationKey)
        /// Use the key, and fetch it again meanwhile.
        case useAndFetch(VerificationKey)
        /// Wait for the fetch of this key that is running.
        case join
        /// Fetch the key with an id. If it is another one than the one decided about, that one cannot be fetched just now.
        case fetch(String)
        /// The key cannot be fetched just now.
        case unavailable
        /// There is no such key.
        case unknown
    }

    /// The fetches of one id.
    private struct Attempts: Sendable {
        var failures = 0
        var notBefore = Duration.zero

        mutating func failed(at now: Duration) {
            let wait = BalancerKeyState.interval * (1 << min(failures, 8))
            failures += 1
            notBefore = now + min(wait, BalancerKeyState.maximumBackOff)
        }
    }

    private struct Known: Sendable {
        let key: VerificationKey
        let at: Duration
        var attempts = Attempts()
    }

    private var keys: [Known] = []
    /// The ids that fetches did not find, the newest last.
    private var missing: [(id: String, at: Duration)] = []
    private var wanted = WantedKeys()
    private var attempts: [String: Attempts] = [:]
    /// The ids whose fetches are running: of known keys, and one other at most.
    private var fetching: Set<String> = []
    private var begunAt: Duration?
    private var stranger: String?

    /// Decides about the key with an id, and records the beginning of a fetch that the decision asks for.
    ///
    /// - Parameter hasWaited: `true` if the caller has waited for a fetch of this key already.
    mutating func decide(_ id: String, at now: Duration, hasWaited: Bool = false) -> Decision {
        if let index = keys.firstIndex(where: { $0.key.id == id }) {
            let known = keys[index]
            let age = now - known.at
            let isDue = age >= Self.maximumAge && !fetching.contains(id) && now >= known.attempts.notBefore
            if age < Self.maximumStaleAge {
                guard isDue else { return .use(known.key) }
                fetching.insert(id)
                return .useAndFetch(known.key)
            }
            if hasWaited { return .unavailable }
            guard isDue else { return fetching.contains(id) ? .join : .unavailable }
            fetching.insert(id)
            return .fetch(id)
        }
        missing.removeAll { now - $0.at >= Self.missingAge }
        if missing.contains(where: { $0.id == id }) { return .unknown }
        if hasWaited { return .unavailable }
        if fetching.contains(id) { return .join }
        wanted.note(id, at: now)
        guard stranger == nil, begunAt.map({ now - $0 >= Self.interval }) ?? true else { return .unavailable }
        attempts = attempts.filter { wanted.contains($0.key) }
        let resting = Set(attempts.filter { now < $0.value.notBefore }.keys)
        guard let next = wanted.next(leavingOut: resting) else { return .unavailable }
        begunAt = now
        stranger = next
        fetching.insert(next)
        return .fetch(next)
    }

    /// Records a key.
    mutating func fetched(_ key: VerificationKey, at now: Duration) {
        ended(key.id)
        wanted.remove(key.id)
        attempts[key.id] = nil
        keys.removeAll { $0.key.id == key.id }
        keys.append(Known(key: key, at: now))
        if keys.count > Self.maximumKeys { keys.removeFirst() }
    }

    /// Records that a fetch has failed.
    ///
    /// - Parameter isMissing: `true` if the answer was that there is no such key.
    mutating func failed(_ id: String, isMissing: Bool, at now: Duration) {
        ended(id)
        guard isMissing else {
            if let index = keys.firstIndex(where: { $0.key.id == id }) {
                keys[index].attempts.failed(at: now)
            } else {
                attempts[id, default: Attempts()].failed(at: now)
            }
            return
        }
        keys.removeAll { $0.key.id == id }
        wanted.remove(id)
        attempts[id] = nil
        missing.append((id, now))
        if missing.count > Self.maximumMissing { missing.removeFirst() }
    }

    private mutating func ended(_ id: String) {
        fetching.remove(id)
        if stranger == id { stranger = nil }
    }
}
