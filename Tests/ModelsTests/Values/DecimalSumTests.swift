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

    @Test("A sum of more than 38 digits is nil and has the nearest double")
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
        #expect(negative.doubleValue == -3e38)
    }

    @Test("The double of a sum of large numbers that cancel out is the nearest one")
    func cancellation() throws {
        let nines = String(repeating: "9", count: 38)
        let texts = [nines, "10000000000", "-" + nines, "0." + String(repeating: "0", count: 37) + "1"]
        for count in 1...texts.count {
            for order in [texts, texts.reversed()] {
                var sum = DecimalSum()
                for text in order.prefix(count) { sum.add(try #require(DecimalNumber(text))) }
                let expected = [[1e38, 1e38, 1e10, 1e10], [1e-38, -1e38, -1e38, 1e10]][order == texts ? 0 : 1][
                    count - 1]
                #expect(sum.doubleValue == expected, "\(order.prefix(count))")
                #expect(sum.doubleDouble.doubleValue == expected, "\(order.prefix(count))")
            }
        }
    }

    @Test("The double of any sum is the nearest one, by adding digits one place at a time", arguments: seeds)
    func nearestDouble(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            var sum = DecimalSum()
            // The sums of the digits at each place, from 10^-38 upwards.
            var places = [Int](repeating: 0, count: 80)
            var numbers: [DecimalNumber] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let length = random.pick(1, 5, 37, 38)
                let digits = (0..<length).map { _ in random.pick(0, 0, 9, 9, Int.random(in: 0...9, using: &random)) }
                let coefficient = digits.reduce(into: Int128(0)) { $0 = $0 * 10 + Int128($1) }
                let scale = random.pick(0, 0, 19, 37, 38)
                let number = try #require(
                    DecimalNumber(coefficient: random.once(in: 2) ? coefficient : -coefficient, scale: scale))
                // Often a number meets its opposite, so that the small ones decide.
                numbers += random.once(in: 3) ? [number] : [number, try #require(number.opposite)]
            }
            numbers.shuffle(using: &random)
            for number in numbers {
                sum.add(number)
                for (place, digit) in String(number.coefficient.magnitude).utf8.reversed().enumerated() {
                    places[place + 38 - number.scale] +=
                        number.coefficient.signum() < 0 ? -Int(digit - 48) : Int(digit - 48)
                }
            }
            let expected = try #require(Double(Self.text(places)))
            #expect(sum.doubleValue == expected, "seed \(seed): \(numbers)")
            let difference = abs(sum.doubleDouble.doubleValue - expected)
            #expect(difference <= expected.ulp, "seed \(seed): \(numbers)")
        }
    }

    /// Returns the decimal notation of the sums of digits at each place, from 10^-38 upwards.
    private static func text(_ places: [Int]) -> String {
        func carried(_ places: [Int]) -> (digits: [Int], rest: Int) {
            var rest = 0
            let digits = places.map { place in
                let digit = ((place + rest) % 10 + 10) % 10
                rest = (place + rest - digit) / 10
                return digit
            }
            return (digits, rest)
        }
        let isNegative = carried(places).rest < 0
        let digits = carried(isNegative ? places.map { -$0 } : places).digits.map(String.init)
        return (isNegative ? "-" : "") + digits[38...].reversed().joined() + "." + digits[..<38].reversed().joined()
    }
}

extension DecimalNumber {
    fileprivate var opposite: DecimalNumber? { DecimalNumber(coefficient: -coefficient, scale: scale) }
}
