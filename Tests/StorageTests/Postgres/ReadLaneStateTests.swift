import TestSupport
import Testing

@testable import Storage

@Suite("Which lane takes a read")
struct ReadLaneStateTests {
    @Test("opens one for the first, joins it while it has little to do, and opens another when it has enough")
    func opening() {
        var state = ReadLaneState<Int>(maximum: 2, depth: 3, longest: 5)
        #expect((1...3).map { state.add($0) } == [.opens(lane: 1), .joined, .joined])
        #expect((4...6).map { state.add($0) } == [.opens(lane: 2), .joined, .joined])
        // Both have enough and there are no more: the one with the least, up to the longest.
        #expect((7...11).map { state.add($0) } == [.joined, .joined, .joined, .joined, .full])
        #expect(state.take(1, inFlight: 0) == [1, 2, 3, 7, 9])
        #expect(state.take(2, inFlight: 0) == [4, 5, 6, 8, 10])
    }

    @Test("a lane ends when nothing waits and nothing is under way, and not before")
    func ending() {
        var state = ReadLaneState<Int>(maximum: 1)
        _ = state.add(1)
        #expect(state.take(1, inFlight: 0) == [1])
        #expect(state.take(1, inFlight: 1) == [])
        #expect(state.add(2) == .joined)
        #expect(state.take(1, inFlight: 1) == [2])
        #expect(state.take(1, inFlight: 0) == nil)
        #expect(state.count == 0)
        #expect(state.add(3) == .opens(lane: 2))
    }

    @Test("a lane that has run for long takes no more, and another is opened in its place")
    func retiring() {
        var state = ReadLaneState<Int>(maximum: 1, batchesPerLane: 2)
        _ = state.add(1)
        #expect(state.take(1, inFlight: 0) == [1])
        #expect(state.add(2) == .joined)
        #expect(state.take(1, inFlight: 1) == [2])
        #expect(state.add(3) == .opens(lane: 2))
        #expect(state.take(1, inFlight: 2) == [])
        #expect(state.take(1, inFlight: 0) == nil)
        #expect(state.take(2, inFlight: 0) == [3])
    }

    @Test("a lane takes no more once somebody else waits for a connection")
    func wanted() {
        var state = ReadLaneState<Int>(maximum: 1)
        _ = state.add(1)
        #expect(state.take(1, inFlight: 0, isWanted: true) == [1])
        #expect(state.add(2) == .opens(lane: 2))
        #expect(state.take(1, inFlight: 1) == [])
        #expect(state.take(1, inFlight: 0) == nil)
    }

    @Test("a lane that is lost gives back what was not sent")
    func losing() {
        var state = ReadLaneState<Int>(maximum: 1)
        _ = state.add(1)
        _ = state.add(2)
        #expect(state.lost(1) == [1, 2])
        #expect(state.lost(1) == [])
        #expect(state.add(3) == .opens(lane: 2))
    }

    @Test(
        "every read is taken exactly once, whatever happens in which order", arguments: [UInt64.random(in: 0 ... .max)])
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var state = ReadLaneState<Int>(maximum: 3, depth: 2, longest: 6, batchesPerLane: 4)
        var (next, settled, refused) = (0, [Int](), 0)
        var open: [Int: [Int]] = [:]
        for _ in 0..<5000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                next += 1
                switch state.add(next) {
                case .opens(let lane): open[lane] = []
                case .full: refused += 1
                case .joined: break
                }
            case 5..<9:
                guard let lane = open.keys.sorted().randomElement(using: &random), var sent = open[lane] else {
                    continue
                }
                let done = Int.random(in: 0...sent.count, using: &random)
                settled += sent.prefix(done)
                sent.removeFirst(done)
                if let reads = state.take(lane, inFlight: sent.count) {
                    open[lane] = sent + reads
                } else {
                    open[lane] = nil
                }
            default:
                guard let lane = open.keys.sorted().randomElement(using: &random) else { continue }
                settled += (open.removeValue(forKey: lane) ?? []) + state.lost(lane)
            }
            #expect(state.count == open.count && open.count <= 3 + 3, "seed \(seed)")
        }
        for lane in open.keys { settled += (open[lane] ?? []) + state.lost(lane) }
        #expect(Set(settled).count == settled.count && settled.count + refused == next, "seed \(seed)")
    }
}
