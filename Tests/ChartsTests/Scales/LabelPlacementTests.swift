import Testing

@testable import Charts

@Suite("Placement of labels")
struct LabelPlacementTests {
    @Test(
        "Labels that overlap are moved apart as little as possible",
        arguments: [
            ([10.0, 40, 80], [10.0, 40, 80]), ([50, 52], [44, 58]), ([52, 50], [58, 44]), ([0, 0], [0, 14]),
            ([100, 99], [100, 86]), ([20, 22, 24], [8, 22, 36]), ([40, 45, 60], [34.333, 48.333, 62.333]), ([], []),
            ([-20], [0]), ([30], [30]),
        ])
    func places(wanted: [Double], expected: [Double]) {
        let places = LabelPlacement.spread(wanted, gap: 14, in: 0...100)
        #expect(places.count == expected.count)
        for (place, other) in zip(places, expected) { #expect((place - other).magnitude < 0.01, "\(places)") }
    }

    @Test("Labels keep their order, their distance and the range, and are spread evenly without enough space")
    func properties() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let wanted = (0..<Int.random(in: 2...12, using: &generator)).map { _ in
                Double.random(in: -10...210, using: &generator)
            }
            let places = LabelPlacement.spread(wanted, gap: 14, in: 0...200)
            let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
            let sorted = order.map { places[$0] }
            #expect(sorted.allSatisfy { $0 >= -1e-9 && $0 <= 200 + 1e-9 }, "seed \(seed): \(wanted)")
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= 14 - 1e-9 }, "seed \(seed): \(wanted)")
        }
        let many = LabelPlacement.spread([Double](repeating: 7, count: 11), gap: 14, in: 0...50)
        #expect(zip(many, 0..<11).allSatisfy { ($0 - Double($1) * 5).magnitude < 1e-9 })
    }
}
