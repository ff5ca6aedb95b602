import TestSupport
import Testing

@testable import Storage

@Suite("Read lanes")
struct ReadLaneStateTests {
    @Test("The first read opens a lane, the next ones join it, and a full lane opens another")
    func opening() {
        var state = ReadLaneState<Int>(maximum: 2, depth: 3, longest: 5)
        #expect((1...3).map { state.add($0) } == [.opens(lane: 1), .joined, .joined])
        #expect((4...6).map { state.add($0) } == [.opens(lane: 2), .joined, .joined])
        // Both lanes are full and the maximum is reached: the shortest is used, up to the longest allowed.
        #expect((7...11).map { state.add($0) } == [.joined, .joined, .joined, .joined, .full])
        #expect(state.take(1, inFlight: 0) == [1, 2, 3, 7, 9])
        #expect(state.take(2, inFlight: 0) == [4, 5, 6, 8, 10])
    }

    @Test("A lane ends when no read waits or is in flight")
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

    @Test("A lane that has run long takes no more reads, and another replaces it")
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

    @Test("A lane takes no more reads once another caller waits for its connection")
    func wantedConnection() {
        var state = ReadLaneState<Int>(maximum: 1)
        _ = state.add(1)
        #expect(state.take(1, inFlight: 0, isWanted: true) == [1])
        #expect(state.add(2) == .opens(lane: 2))
        #expect(state.take(1, inFlight: 1) == [])
        #expect(state.take(1, inFlight: 0) == nil)
    }

    @Test("A lost lane returns the reads that were not sent")
    func losing() {
        var state = ReadLaneState<Int>(maximum: 1)
        _ = state.add(1)
        _ = state.add(2)
        #expect(state.lost(1) == [1, 2])
        #expect(state.lost(1) == [])
        #expect(state.add(3) == .opens(lane: 2))
    }

    @Test(
        "Every read is taken exactly once under random events", arguments: [UInt64.random(in: 0 ... .max)])
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
