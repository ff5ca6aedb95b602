/// The keys of an issuer as a process knows them, and the decision when to fetch them. A value without a clock: times are those
/// of a monotonic clock.
///
/// - An issuer that is away costs nothing for a day: its keys go on serving.
/// - Whatever the requests contain, a fetch begins at most once in ``interval``.
struct KeySetState: Sendable {
    /// The age at which the keys are fetched again, while the known ones serve.
    static let refreshAge = Duration.seconds(15 * 60)
    /// The age from which the known keys do not serve any more.
    static let maximumAge = Duration.seconds(24 * 3600)
    /// The minimum time between the beginnings of two fetches.
    static let interval = Duration.seconds(10)

    /// The decision about a key.
    enum Decision: Sendable {
        /// Use the key.
        case use(VerificationKey)
        /// Use the key, and fetch the set meanwhile.
        case useAndFetch(VerificationKey)
        /// Wait for the fetch that is running.
        case join
        /// Fetch the set and wait for it.
        case fetch
        /// The issuer does not have the key.
        case unknown
        /// The keys could not be fetched.
        case unavailable
    }

    private var keys: KeySet?
    /// The beginning of the newest complete fetch.
    private var fetchedAt: Duration?
    /// The beginning of the last fetch.
    private var begunAt: Duration?
    private var isFetching = false

    /// Decides about the key with an id, and records the beginning of a fetch that the decision asks for.
    ///
    /// - Parameter mayWait: `false` if the caller must not wait for a fetch, because it has waited for one already, or cannot wait.
    mutating func decide(_ id: String, at now: Duration, mayWait: Bool = true) -> Decision {
        let age = fetchedAt.map { now - $0 }
        let known = age.flatMap { $0 < Self.maximumAge ? keys : nil }
        let mayFetch = begunAt.map { now - $0 >= Self.interval } ?? true
        if let key = known?[id] {
            guard let age, age >= Self.refreshAge, mayFetch, !isFetching else { return .use(key) }
            begin(at: now)
            return .useAndFetch(key)
        }
        guard mayWait else { return known == nil ? .unavailable : .unknown }
        if isFetching { return .join }
        guard mayFetch else { return known == nil ? .unavailable : .unknown }
        begin(at: now)
        return .fetch
    }

    /// Returns `true` if the keys are to be fetched before the first request, and records the beginning.
    mutating func start(at now: Duration) -> Bool {
        guard begunAt == nil else { return false }
        begin(at: now)
        return true
    }

    /// Records a complete fetch.
    mutating func fetched(_ keys: KeySet) {
        self.keys = keys
        fetchedAt = begunAt
        isFetching = false
    }

    /// Records that a fetch has failed. The known keys serve up to ``maximumAge``.
    mutating func failed() { isFetching = false }

    private mutating func begin(at now: Duration) {
        begunAt = now
        isFetching = true
    }
}
