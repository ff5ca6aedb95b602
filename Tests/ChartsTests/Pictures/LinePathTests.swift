import Models
import Testing

@testable import Charts

@Suite("Lines and bands")
struct LinePathTests {
    @Test("A gap breaks a line, and a value without neighbours is a dot")
    func gaps() {
        let values: [Double] = [1, 2, .nan, 3, .nan, 4, 5, 6]
        let points = values.enumerated().map { Point(x: Double($0 * 10), y: $1) }
        let line = LinePath(points) { $0 == 6 }
        #expect(line.runs == [[points[0], points[1]], [points[5], points[6]]])
        #expect(line.dots == [points[3], points[7]])
        #expect(!line.isThinned)
    }

    @Test("A line of many points keeps the first, lowest, highest and last point of each pixel column")
    func thinning() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let points = (0..<20_000).map {
            Point(x: 40 + Double($0) / 20_000 * 600, y: Double.random(in: 0...300, using: &generator))
        }
        let line = LinePath(points) { _ in false }
        #expect(line.isThinned && line.runs.count == 1 && line.runs[0].count <= 4 * 601)
        let kept = Dictionary(grouping: line.runs[0]) { Int($0.x) }
        for (column, all) in Dictionary(grouping: points, by: { Int($0.x) }) {
            let some = kept[column, default: []]
            #expect(some.first == all.first && some.last == all.last, "seed \(seed)")
            #expect(
                some.map(\.y).min() == all.map(\.y).min() && some.map(\.y).max() == all.map(\.y).max(), "seed \(seed)")
        }
        #expect(zip(line.runs[0], line.runs[0].dropFirst()).allSatisfy { $0.x <= $1.x })
    }

    @Test("Bars have a band for each bucket, those without rows included, on days of 23 and 25 hours too")
    func bands() throws {
        let rule = BucketRule(granularity: try #require(Granularity("day")), zone: zone("Europe/Berlin"))
        let days = ["2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00", "2026-10-28T00:00:00+01:00"]
        let times = days.map { instant($0).microseconds }
        let bands = TimeBands(times, rule: rule)
        #expect(bands.places == [0, 1, nil, nil, 2])
        #expect(Timestamp(microseconds: bands.starts[2]) == instant("2026-10-26T00:00:00+01:00"))
        #expect(bands.isComplete)
        let long = [instant("0001-01-01T00:00:00Z"), instant("9999-01-01T00:00:00Z")].map(\.microseconds)
        #expect(!TimeBands(long, rule: rule).isComplete && TimeBands(long, rule: rule).places == [0, 1])
    }
}
