import Models
import Storage
import StorageTesting
import TestSupport
import Testing

struct DistinctSketchTests {
    /// The sketch of distinct random numbers.
    private static func sketch(of count: Int, _ generator: inout SeededGenerator) -> DistinctSketch {
        var sketch = DistinctSketch()
        let start = Int64(truncatingIfNeeded: generator.next() >> 2)
        for number in 0..<Int64(count) { sketch.insert(.integer(start + number)) }
        return sketch
    }

    @Test("The estimates of small sets are exact, and that of the empty set is 0")
    func smallSets() {
        var sketch = DistinctSketch()
        #expect(sketch.estimate == 0)
        sketch.insert(.null)
        #expect(sketch.estimate == 0)
        for (index, name) in ["a", "b", "", "é", "longer than twelve bytes"].enumerated() {
            for _ in 0..<3 { sketch.insert(.string(name)) }
            #expect(sketch.estimate == Int64(index + 1))
        }
    }

    @Test("The error of an estimate stays within five standard errors", arguments: Seeds.some(4))
    func error(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for count in [1, 20, 400, 3000, 10_000, 40_000] {
            let estimate = Self.sketch(of: count, &generator).estimate
            let allowed = max(3, 5 * DistinctSketch.standardError * Double(count))
            #expect(abs(Double(estimate) - Double(count)) <= allowed, "seed \(seed), \(count) numbers: \(estimate)")
        }
    }

    @Test("The root of the mean squared error is about the standard error", arguments: Seeds.some(1))
    func meanError(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (count, trials) = (6000, 40)
        var squares = 0.0
        for _ in 0..<trials {
            let error = Double(Self.sketch(of: count, &generator).estimate) / Double(count) - 1
            squares += error * error
        }
        let mean = (squares / Double(trials)).squareRoot()
        #expect(mean <= 1.6 * DistinctSketch.standardError, "seed \(seed): \(mean)")
        #expect(mean >= 0.3 * DistinctSketch.standardError, "seed \(seed): \(mean)")
    }

    @Test("The union of sketches is the sketch of the union, in any order", arguments: Seeds.some(2))
    func union(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let numbers = (0..<5000).map { _ in Int64.random(in: 0..<4000, using: &generator) }
        var parts = [DistinctSketch](repeating: DistinctSketch(), count: 3)
        var whole = DistinctSketch()
        for number in numbers {
            parts[Int.random(in: 0..<3, using: &generator)].insert(.integer(number))
            whole.insert(.integer(number))
        }
        var forward = parts[0]
        forward.formUnion(parts[1])
        forward.formUnion(parts[2])
        var backward = parts[2]
        backward.formUnion(parts[1])
        backward.formUnion(parts[0])
        #expect(forward == whole, "seed \(seed)")
        #expect(backward == whole, "seed \(seed)")
        backward.formUnion(whole)
        #expect(backward == whole, "seed \(seed)")
    }

    @Test("Equal values of every type are one element")
    func equalValues() throws {
        let pairs: [(Value, Value)] = [
            (.double(0.0), .double(-0.0)), (try .exact("1.50"), try .exact("1.5")),
            (try .at("2026-01-01T00:00:00Z"), try .at("2026-01-01T01:00:00+01:00")),
        ]
        for (a, b) in pairs {
            var sketch = DistinctSketch()
            sketch.insert(a)
            sketch.insert(b)
            #expect(sketch.estimate == 1, "\(a)")
        }
    }
}
