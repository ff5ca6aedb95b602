import Models
import TestSupport
import Testing

@Suite("DoubleSum")
struct DoubleSumTests {
    @Test(
        "A sum is exact and rounded once",
        arguments: [
            ([], 0), ([-0.0], 0), ([1, 1e100, 1, -1e100], 2), (Array(repeating: 0.1, count: 10), 1),
            (
                [.greatestFiniteMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude],
                .greatestFiniteMagnitude
            ),
            // Halfway between two doubles, the even one is nearest; any smaller bit decides.
            ([0x1p53, 1], 0x1p53), ([0x1p53, 1, 0x1p-1074], 0x1p53 + 2), ([0x1p53, 1, -0x1p-1074], 0x1p53),
            ([0x1p53 + 2, 1], 0x1p53 + 4), ([-0x1p53, -1, -0x1p-1074], -0x1p53 - 2),
            ([0x1.fffffffffffffp0, 0x1p-53], 2),
            ([0x1p-1074, 0x1p-1074, 0x1p-1074], 0x3p-1074), ([0x1p-1022, -0x1p-1074], 0x0.fffffffffffffp-1022),
            ([0x0.8p-1022, 0x0.8p-1022], 0x1p-1022), ([0x1p-1022, 0x1p-1022], 0x1p-1021),
            ([1, -1], 0), ([-1, 0.5], -0.5),
        ] as [([Double], Double)])
    func exact(numbers: [Double], total: Double) {
        var sum = DoubleSum()
        for number in numbers { sum.add(number) }
        #expect(sum.value.bitPattern == total.bitPattern, "\(sum.value)")
    }

    @Test("A sum out of range is infinite, and one of no number is none")
    func outOfRange() {
        var sum = DoubleSum()
        for _ in 0..<2 { sum.add(-.greatestFiniteMagnitude) }
        #expect(sum.value == -.infinity)
        sum.add(.greatestFiniteMagnitude)
        #expect(sum.value == -.greatestFiniteMagnitude)
        sum.add(.infinity)
        #expect(sum.value == .infinity)
        sum.add(-.infinity)
        #expect(sum.value.isNaN)
    }

    @Test("A sum of two numbers is their IEEE 754 sum", arguments: seeds)
    func pairs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let a = Self.number(&random)
            // Half of the pairs have exponents so close that digits cancel or are rounded.
            let b = Bool.random(using: &random) ? Self.number(&random) : -a * Double.random(in: 0.5...2, using: &random)
            guard b.isFinite else { continue }
            var sum = DoubleSum()
            sum.add(a)
            sum.add(b)
            #expect(sum.value == a + b, "seed \(seed): \(a) + \(b)")
        }
    }

    @Test("A sum does not depend on the order, and numbers of both signs cancel out", arguments: seeds)
    func anyOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let rest = Self.number(&random)
            var numbers = [rest]
            for _ in 0..<Int.random(in: 0...50, using: &random) {
                let number = Self.number(&random)
                numbers += [number, -number]
            }
            numbers.shuffle(using: &random)
            var sum = DoubleSum()
            for number in numbers { sum.add(number) }
            #expect(sum.value == rest, "seed \(seed)")
        }
    }

    /// Any finite double, from the smallest to the largest.
    private static func number(_ random: inout SeededGenerator) -> Double {
        while true {
            let number = Double(bitPattern: random.next())
            if number.isFinite { return number }
        }
    }
}
