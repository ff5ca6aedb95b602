/// The state machine of a ``WorkQueue``, without clocks and tasks.
///
/// The next permit goes to the client with the fewest running callers, among equals to the one served longest ago, and within a
/// client to the caller that came first. In a full queue, a newcomer takes the place of a caller of the client with most callers.
struct WorkQueueState: Sendable {
    /// The reply to a caller.
    enum Entry: Equatable, Sendable {
        /// The caller runs.
        case run
        /// The caller waits for its turn.
        case wait
        /// The caller waits for its turn, and the named one, which was waiting, is turned away.
        case replace(Int)
        /// Too many callers wait.
        case full
        /// The queue is closed.
        case closed
    }

    private struct Waiter: Sendable {
        let number: Int
        let client: String?
    }

    private struct Client: Sendable {
        var running = 0
        var lastServed = 0
    }

    /// The maximum number of remembered clients without running or waiting callers.
    static let rememberedClients = 1024

    /// The maximum number of running callers; at least 1.
    let maximum: Int
    /// The maximum number of waiting callers.
    let maximumWaiting: Int
    private(set) var running = 0
    private(set) var isClosed = false
    private var waiters: [Waiter] = []
    private var clients: [String?: Client] = [:]
    private var turns = 0

    init(maximum: Int, maximumWaiting: Int = 1000) {
        self.maximum = max(1, maximum)
        self.maximumWaiting = maximumWaiting
    }

    /// The waiting callers, in order of arrival.
    var waiting: [Int] { waiters.map(\.number) }

    /// Admits or queues a caller.
    mutating func enter(_ number: Int, client: String?) -> Entry {
        if isClosed { return .closed }
        if running < maximum && waiters.isEmpty {
            begin(client)
            return .run
        }
        let newcomer = Waiter(number: number, client: client)
        guard waiters.count < maximumWaiting else {
            guard let index = replaceable(by: client) else { return .full }
            let removed = waiters.remove(at: index)
            waiters.append(newcomer)
            return .replace(removed.number)
        }
        waiters.append(newcomer)
        return .wait
    }

    /// The last waiting caller of the client with most of them, so that no client fills the queue for others; `nil` if the newcomer's
    /// client has as many.
    private func replaceable(by client: String?) -> Int? {
        var counts: [String?: Int] = [:]
        for waiter in waiters { counts[waiter.client, default: 0] += 1 }
        guard let most = counts.values.max(), most > counts[client, default: 0] + 1 else { return nil }
        return waiters.lastIndex { counts[$0.client] == most }
    }

    /// Ends the run of a caller.
    ///
    /// - Returns: The caller to run next.
    mutating func leave(client: String?) -> Int? {
        running -= 1
        clients[client]?.running -= 1
        forgetClients()
        guard !isClosed, running < maximum, let index = nextIndex else { return nil }
        let next = waiters.remove(at: index)
        begin(next.client)
        return next.number
    }

    /// Removes a waiting caller; returns `false` if it no longer waits.
    mutating func giveUp(_ number: Int) -> Bool {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// Closes the queue.
    ///
    /// - Returns: The waiting callers, which must fail.
    mutating func close() -> [Int] {
        isClosed = true
        defer { waiters = [] }
        return waiting
    }

    private var nextIndex: Int? {
        waiters.indices.min { first, second in
            let (a, b) = (clients[waiters[first].client] ?? Client(), clients[waiters[second].client] ?? Client())
            return (a.running, a.lastServed, first) < (b.running, b.lastServed, second)
        }
    }

    private mutating func begin(_ client: String?) {
        running += 1
        turns += 1
        clients[client, default: Client()].running += 1
        clients[client]?.lastServed = turns
    }

    private mutating func forgetClients() {
        guard clients.count > Self.rememberedClients else { return }
        let waitingClients = Set(waiters.map(\.client))
        clients = clients.filter { $0.value.running > 0 || waitingClients.contains($0.key) }
    }
}
