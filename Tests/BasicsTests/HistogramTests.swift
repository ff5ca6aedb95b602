import Basics
import Testing

@Suite struct HistogramTests {
    @Test("A number belongs to the first bucket whose bound it does not exceed")
    func buckets() {
        var histogram = Histogram(bounds: [1, 2.5, 10])
        for number in [0, 1, 1.5, 2.5, 2.6, 10, 11, .infinity] { histogram.record(number) }
        #expect(histogram.counts == [2, 2, 2, 2])
        #expect(histogram.count == 8)
    }

    @Test("A duration is recorded in seconds")
    func durations() {
        var histogram = Histogram()
        let bucket = histogram.record(.milliseconds(30))
        #expect(histogram.bounds[bucket] == 0.05)
        #expect(histogram.sum == 0.03)
    }

    @Test("The difference of two states holds what was recorded between them")
    func difference() {
        var histogram = Histogram(bounds: [1, 2])
        histogram.record(0.5)
        let earlier = histogram
        histogram.record(1.5)
        histogram.record(9)
        let since = histogram.since(earlier)
        #expect(since.counts == [0, 1, 1])
        #expect(since.sum == 10.5)
    }

    @Test(
        "Representatives are as many as the count up to a limit, ascend, and lie in the buckets with the counts",
        arguments: [(0, 100), (1, 100), (7, 100), (100, 100), (1000, 100), (1000, 0)])
    func representatives(count: Int, most: Int) {
        var histogram = Histogram(bounds: [1, 2, 4])
        for index in 0..<count { histogram.record(index.isMultiple(of: 4) ? 3 : 1.5) }
        let values = histogram.representatives(atMost: most)
        #expect(values.count == min(count, most))
        #expect(values == values.sorted())
        #expect(values.allSatisfy { (1...4).contains($0) })
        let large = values.count { $0 > 2 }
        #expect(abs(Double(large) - Double(values.count) / 4) <= 1)
    }

    @Test("Representatives of numbers beyond the last bound are that bound")
    func overflow() {
        var histogram = Histogram(bounds: [1, 2])
        histogram.record(500)
        #expect(histogram.representatives(atMost: 100) == [2])
    }
}
