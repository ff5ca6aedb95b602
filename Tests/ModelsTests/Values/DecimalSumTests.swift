import Models
import TestSupport
import Testing

@Suite("DecimalSum")
struct DecimalSumTests {
    @Test("A sum is exact in any order, even if intermediate sums need more than 38 digits", arguments: seeds)
    func anyOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            // Pairs that cancel out, and one remaining number.
            var numbers: [DecimalNumber] = []
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let text = (0..<38).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
                let scale = Int.random(in: 0...38, using: &random)
                let coefficient = try #require(Int128(text))
                numbers.append(try #require(DecimalNumber(coefficient: coefficient, scale: scale)))
                numbers.append(try #require(DecimalNumber(coefficient: -coefficient, scale: scale)))
            }
            let rest = try #require(
                DecimalNumber(
                    coefficient: Int128(Int64(bitPattern: random.next())), scale: Int.random(in: 0...38, using: &random)
                ))
            numbers.append(rest)
            numbers.shuffle(using: &random)
            var sum = DecimalSum()
            for number in numbers { sum.add(number) }
            #expect(sum.value == rest, "seed \(seed)")
            #expect(sum.doubleValue == rest.doubleValue, "seed \(seed)")
        }
    }

    @Test("A sum equals pairwise addition if that fits", arguments: seeds)
    func pairs(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let (a, b) = (
                DecimalNumber(
                    coefficient: Int128(Int64(bitPattern: random.next()))
                        * Int128(Int64.random(in: 1...Int64.max, using: &random)),
                    scale: Int.random(in: 0...38, using: &random)) ?? .zero,
                DecimalNumber(
                    coefficient: Int128(Int64(bitPattern: random.next())), scale: Int.random(in: 0...38, using: &random)
                )
                    ?? .zero
            )
            var sum = DecimalSum()
            sum.add(a)
            sum.add(b)
            #expect(sum.value == a.adding(b), "seed \(seed): \(a) + \(b)")
        }
    }

    @Test("A sum of more than 38 digits is nil and has an approximate double")
    func overflow() throws {
        let nines = try #require(DecimalNumber(String(repeating: "9", count: 38)))
        var sum = DecimalSum()
        #expect(sum.value == .zero)
        for _ in 0..<3 { sum.add(nines) }
        #expect(sum.value == nil)
        #expect(sum.doubleValue == 3e38)
        var negative = DecimalSum()
        let opposite = try #require(DecimalNumber(coefficient: -nines.coefficient, scale: 0))
        for _ in 0..<3 { negative.add(opposite) }
        #expect(negative.value == nil)
        #expect(abs(negative.doubleValue + 3e38) < 1e24)
    }
}
