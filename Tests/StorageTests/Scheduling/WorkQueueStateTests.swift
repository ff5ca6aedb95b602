import TestSupport
import Testing

@testable import Storage

@Suite("WorkQueueState")
struct WorkQueueStateTests {
    @Test("Callers run up to the maximum, and the others wait in order of arrival")
    func queue() {
        var queue = WorkQueueState(maximum: 2, maximumWaiting: 2)
        #expect((1...5).map { queue.enter($0, client: nil) } == [.run, .run, .wait, .wait, .full])
        #expect(queue.leave(client: nil) == 3)
        #expect(queue.leave(client: nil) == 4)
        #expect(queue.leave(client: nil) == nil)
        #expect(queue.leave(client: nil) == nil)
        #expect(queue.running == 0)
        #expect(queue.enter(6, client: nil) == .run)
    }

    @Test("A client with many callers does not delay the first caller of another beyond one turn")
    func fairness() {
        var queue = WorkQueueState(maximum: 1)
        #expect((1...50).map { queue.enter($0, client: "greedy") }.filter { $0 == .run }.count == 1)
        #expect(queue.enter(51, client: "other") == .wait)
        #expect(queue.enter(52, client: "other") == .wait)
        #expect(queue.leave(client: "greedy") == 51)
        // Clients alternate from here on, although the greedy client's callers came first.
        #expect(queue.leave(client: "other") == 2)
        #expect(queue.leave(client: "greedy") == 52)
        #expect(queue.leave(client: "other") == 3)
    }

    @Test("The client with the fewest running callers is served first")
    func fewestRunning() {
        var queue = WorkQueueState(maximum: 3)
        for number in 1...3 { _ = queue.enter(number, client: "a") }
        for number in 4...5 { _ = queue.enter(number, client: "a") }
        _ = queue.enter(6, client: "b")
        _ = queue.enter(7, client: "b")
        #expect(queue.leave(client: "a") == 6)
        // Each client runs one caller from here on, so the one served longest ago is next.
        #expect(queue.leave(client: "a") == 4)
        #expect(queue.leave(client: "a") == 7)
    }

    @Test("A client that fills the queue gives up places to others until each has as many, its last callers first")
    func fullQueue() {
        var queue = WorkQueueState(maximum: 1, maximumWaiting: 4)
        for number in 1...5 { _ = queue.enter(number, client: "greedy") }
        #expect(queue.enter(6, client: "greedy") == .full)
        #expect(queue.enter(7, client: "other") == .replace(5))
        #expect(queue.enter(8, client: nil) == .replace(4))
        #expect(queue.waiting == [2, 3, 7, 8])
        // Two callers against one: another place for "other" would only turn the difference around.
        #expect(queue.enter(9, client: "other") == .full)
        #expect(queue.enter(10, client: "third") == .replace(3))
        #expect(queue.enter(11, client: "fourth") == .full)
        let ended: [String?] = ["greedy", "other", nil, "third"]
        #expect(ended.map { queue.leave(client: $0) } == [7, 8, 10, 2])
    }

    @Test("Clients are served in turn, whatever the number of their callers", arguments: [1, 3])
    func roundRobin(maximum: Int) {
        var queue = WorkQueueState(maximum: maximum)
        var running: [String] = []
        var clients: [Int: String] = [:]
        for (number, client) in (Array(repeating: "a", count: 60) + Array(repeating: "b", count: 20) + ["c"])
            .enumerated()
        {
            clients[number] = client
            if queue.enter(number, client: client) == .run { running.append(client) }
        }
        // The only caller of "c" runs at once, and then "b" gets every second turn.
        var order: [String] = []
        while !running.isEmpty {
            guard let next = queue.leave(client: running.removeFirst()), let client = clients[next] else { continue }
            order.append(client)
            running.append(client)
        }
        #expect(order.prefix(maximum + 1).contains("c"), "\(order.prefix(8))")
        let shared = order.prefix(30)
        let share = shared.filter { $0 == "b" }.count
        #expect((13...16).contains(share), "\(shared)")
        #expect(order.count == 81 - maximum)
    }

    @Test("A caller that gives up is not served, and one that was served cannot give up")
    func givingUp() {
        var queue = WorkQueueState(maximum: 1)
        for number in 1...3 { _ = queue.enter(number, client: nil) }
        let gaveUp = queue.giveUp(2)
        #expect(gaveUp)
        #expect(queue.leave(client: nil) == 3)
        let tooLate = queue.giveUp(3)
        #expect(!tooLate)
    }

    @Test("A closed queue rejects its waiting callers and new ones")
    func closing() {
        var queue = WorkQueueState(maximum: 1)
        for number in 1...3 { _ = queue.enter(number, client: nil) }
        #expect(queue.close() == [2, 3])
        #expect(queue.enter(4, client: nil) == .closed)
        #expect(queue.leave(client: nil) == nil)
    }

    @Test("A queue never runs more than its maximum and loses no caller under random events")
    func random() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let maximum = Int.random(in: 1...4, using: &generator)
            var queue = WorkQueueState(maximum: maximum, maximumWaiting: 8)
            var running: [String?] = []
            var waiting: [Int: String?] = [:]
            for number in 0..<400 {
                let client = [nil, "a", "b", "c"].randomElement(using: &generator) ?? nil
                switch Int.random(in: 0..<5, using: &generator) {
                case 0...1:
                    switch queue.enter(number, client: client) {
                    case .run: running.append(client)
                    case .wait: waiting[number] = client
                    case .full: #expect(waiting.count == 8, "seed \(seed)")
                    case .replace(let other):
                        #expect(waiting.count == 8 && waiting[other] != nil, "seed \(seed)")
                        waiting[other] = nil
                        waiting[number] = client
                    case .closed: Issue.record("closed; seed \(seed)")
                    }
                case 2...3 where !running.isEmpty:
                    let index = running.indices.randomElement(using: &generator) ?? 0
                    if let next = queue.leave(client: running.remove(at: index)) {
                        running.append(waiting.removeValue(forKey: next) ?? "unknown")
                    } else {
                        #expect(waiting.isEmpty, "seed \(seed)")
                    }
                default:
                    if let (number, _) = waiting.randomElement(using: &generator) {
                        let left = queue.giveUp(number)
                        #expect(left, "seed \(seed)")
                        waiting[number] = nil
                    }
                }
                #expect(queue.running == running.count && running.count <= maximum, "seed \(seed)")
                #expect(Set(queue.waiting) == Set(waiting.keys), "seed \(seed)")
                #expect(waiting.isEmpty || running.count == maximum, "seed \(seed)")
            }
        }
    }
}
