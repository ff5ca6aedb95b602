import Models
import Testing

@testable import Charts

@Suite("Ticks on numbers")
struct NumberTicksTests {
    @Test(
        "Ticks are multiples of 1, 2 or 5 that enclose the range, in one unit",
        arguments: [
            (0.0, 1.0, 10.0, "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0"), (0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0"),
            (0, 1, 4, "0 0.2 0.4 0.6 0.8 1.0"), (0, 1, 2, "0 0.5 1.0"), (0, 1, 1, "0 1"), (-10, 10, 5, "−10 −5 0 5 10"),
            (-10, 10, 2, "−10 0 10"), (1, 9, 4, "0 2 4 6 8 10"), (0.31, 0.72, 4, "0.3 0.4 0.5 0.6 0.7 0.8"),
            (0, 48_120, 8, "0 5k 10k 15k 20k 25k 30k 35k 40k 45k 50k"),
            (0, 9800, 4, "0 2k 4k 6k 8k 10k"),
            (0, 1_200_000, 6, "0 0.2M 0.4M 0.6M 0.8M 1.0M 1.2M"),
            (1_000_000, 1_000_050, 5, "1,000,000 1,000,010 1,000,020 1,000,030 1,000,040 1,000,050"),
            (-3.2e9, 1.1e9, 4, "−4G −3G −2G −1G 0 1G 2G"), (0, 0.0005, 5, "0 0.0001 0.0002 0.0003 0.0004 0.0005"),
            (0, 5e-7, 5, "0 1e−7 2e−7 3e−7 4e−7 5e−7"), (0, 2.5e22, 5, "0 5e21 1.0e22 1.5e22 2.0e22 2.5e22"),
            (5, 5, 5, "0 1 2 3 4 5"), (0, 0, 2, "0 0.5 1.0"), (-3, -3, 3, "−3 −2 −1 0"),
            (0.1, 0.30000000000000004, 2, "0.1 0.2 0.3 0.4"),
        ])
    func texts(low: Double, high: Double, count: Double, expected: String) {
        let ticks = NumberTicks(low, high, count: count)
        #expect(NumberText.ticks(ticks).joined(separator: " ") == expected)
    }

    @Test("Integers have no ticks in between")
    func integers() {
        #expect(NumberText.ticks(NumberTicks(0, 3, count: 10, isWhole: true)) == ["0", "1", "2", "3"])
        #expect(NumberText.ticks(NumberTicks(0, 0, count: 10, isWhole: true)) == ["0", "1"])
        #expect(NumberText.ticks(NumberTicks(0, 3, count: 1.5, isWhole: true)) == ["0", "2", "4"])
    }

    @Test("Ticks of any range enclose it, are different, and differ from the wanted number by a factor of at most 1.6")
    func anyRange() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let size = NumberText.power(Int.random(in: -280...300, using: &generator))
            let ends = [
                Double.random(in: -1...1, using: &generator) * size,
                Double.random(in: -1...1, using: &generator) * size,
            ]
            let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
            let count = Double(Int.random(in: 1...30, using: &generator))
            let ticks = NumberTicks(low, high, count: count)
            #expect(
                ticks.lowest <= low + size * 1e-12 && ticks.highest >= high - size * 1e-12,
                "seed \(seed): \(low) \(high)")
            #expect(Set(NumberText.ticks(ticks)).count == ticks.multiples.count, "seed \(seed): \(low) \(high)")
            #expect(Double(ticks.multiples.count) <= 1.6 * count + 3, "seed \(seed): \(low) \(high)")
        }
    }

    @Test(
        "Extreme values neither trap nor give an empty axis",
        arguments: [
            (0.0, .leastNonzeroMagnitude), (-1e306, 1e306), (1e306, 1e306),
            (-.leastNonzeroMagnitude, .leastNonzeroMagnitude),
            (9_007_199_254_740_992, 9_007_199_254_740_994),
            (9e18, 9.2e18), (-9.3e18, 9.3e18), (1, 1.0000000000000002),
        ])
    func extremes(low: Double, high: Double) {
        for count in [0.0, 1, 7, 500] {
            let ticks = NumberTicks(low, high, count: count)
            #expect(ticks.multiples.count >= 2 && ticks.multiples.count < 1000 && ticks.highest > ticks.lowest)
            #expect(NumberText.ticks(ticks).allSatisfy { $0.count < 40 })
        }
    }

    @Test(
        "A value is written with about three significant digits, and all digits before the point up to a million",
        arguments: [
            (0.0, "0"), (1, "1"), (-1, "−1"), (12.345, "12.35"), (123.456, "123.5"), (1234.5, "1,235"),
            (999_999, "999,999"),
            (999_999.7, "1M"), (1_284_301, "1.28M"), (12_840_000, "12.8M"), (999_600_000, "1G"), (0.0123, "0.0123"),
            (0.5, "0.5"), (0.001234, "0.00123"), (5e-7, "5e−7"), (1.5e21, "1.5e21"), (-48_120, "−48,120"), (1e18, "1E"),
            (1e300, "1e300"),
        ])
    func short(number: Double, expected: String) {
        #expect(NumberText.short(number) == expected)
    }

    @Test("All digits of a value are kept")
    func full() {
        #expect(NumberText.full(.integer(.min)) == "−9,223,372,036,854,775,808")
        #expect(NumberText.full(.double(26.689_558)) == "26.689558")
        #expect(NumberText.full(.double(-1234.5)) == "−1,234.5")
        #expect(NumberText.full(.double(-1234.5), unit: "€") == "−1,234.50")
        #expect(NumberText.full(.double(63_988.333_333), unit: "EUR") == "63,988.33")
        #expect(NumberText.full(.double(0.001_25), unit: "EUR") == "0.00125")
        #expect(NumberText.full(.integer(12), unit: "EUR") == "12" && NumberText.full(.double(2), unit: "€") == "2.00")
        #expect(NumberText.full(.double(63_988.3), unit: "kWh") == "63,988.3")
        #expect(NumberText.full(63_988.0, unit: "$", isWhole: true) == "63,988")
        #expect(NumberText.full(63_988.0, unit: "$") == "63,988.00")
        #expect(NumberText.full(Double(9_007_199_254_740_992), unit: "$") == "9.01P")
        #expect(NumberText.full(Double(9_007_199_254_740_992)) == "9.01P")
    }
}
