/// The state of the server as its health checks see it, with the decision of each check.
struct HealthState: Sendable, Hashable {
    /// The state of the store.
    enum Store: Sendable, Hashable {
        /// It can serve requests.
        case healthy
        /// It has not been open since the server started.
        case waiting(reason: String)
        /// It was open and cannot serve requests at the moment, for a reason in one word.
        case unavailable(String)
        /// Its schema is not one that this program can serve.
        case schema(String)
        /// It was not asked, because the server drains.
        case unchecked

        /// The state in one word.
        var word: String {
            switch self {
            case .healthy: "ok"
            case .waiting: "waiting"
            case .unavailable(let word): word
            case .schema: "schema"
            case .unchecked: "unchecked"
            }
        }
    }

    /// The state of the keys that clients authenticate with.
    enum Keys: Sendable, Hashable {
        /// The server has none.
        case notUsed
        /// They can be read.
        case readable
        /// They cannot be read at the moment.
        case unreadable(reason: String)
    }

    /// A Boolean value that indicates whether the server is shutting down.
    var isDraining = false
    /// The threads that no longer run work, by name.
    var stuckThreads: [String] = []
    /// The state of the store.
    var store = Store.healthy
    /// The state of the keys.
    var keys = Keys.notUsed
    /// A Boolean value that indicates whether the keys have been read since the server started.
    var haveKeysBeenRead = true

    /// A Boolean value that indicates whether the server can serve requests now. Deployments wait for this.
    var isReady: Bool {
        if case .unreadable = keys { return false }
        return !isDraining && stuckThreads.isEmpty && store == .healthy
    }

    /// A Boolean value that indicates whether a load balancer should keep the server: `false` for a state that a new server process
    /// would cure, or that a new process is still in.
    ///
    /// A database that is away for a while is away for every process. If the check failed for that, a fail-over would replace every
    /// server and extend the outage by their start.
    var isWorthKeeping: Bool {
        guard !isDraining, stuckThreads.isEmpty else { return false }
        switch store {
        case .waiting, .schema, .unchecked: return false
        case .healthy, .unavailable: break
        }
        if case .unreadable = keys { return haveKeysBeenRead }
        return true
    }

    /// The reason for the operator as a sentence, without names of hosts and users; `nil` where the words say all.
    var reason: String? {
        if !stuckThreads.isEmpty { return "threads no longer run work: \(stuckThreads.joined(separator: ", "))" }
        switch store {
        case .waiting(let reason), .schema(let reason): return reason
        case .healthy, .unavailable, .unchecked: break
        }
        if case .unreadable(let reason) = keys { return reason }
        return nil
    }
}
