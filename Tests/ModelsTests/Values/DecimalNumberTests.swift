import Models
import TestSupport
import Testing

@Suite("DecimalNumber")
struct DecimalNumberTests {
    static let nines = String(repeating: "9", count: 38)

    @Test(
        "A decimal is read and written in lowest terms",
        arguments: [
            ("0", "0"), ("-0.000", "0"), ("1.50", "1.5"), ("-12.50", "-12.5"), (".5", "0.5"), ("5.", "5"), ("+7", "7"),
            ("1e3", "1000"), ("1.25E-2", "0.0125"), ("100", "100"), ("0.001", "0.001"), ("00012.3400", "12.34"),
            ("1e37", "1" + String(repeating: "0", count: 37)),
            ("1e-38", "0." + String(repeating: "0", count: 37) + "1"),
            (nines, nines), ("-0." + nines, "-0." + nines), ("1." + String(repeating: "0", count: 100), "1"),
            ("0." + String(repeating: "0", count: 50) + "1e50", "0.1"), ("0e999999", "0"), ("10e-1", "1"),
        ])
    func reads(text: String, written: String) throws {
        let number = try #require(DecimalNumber(text))
        #expect(number.description == written)
        #expect(DecimalNumber(written) == number)
    }

    @Test(
        "A text that is no number or needs more than 38 digits is rejected",
        arguments: [
            "", "-", ".", "e1", "1e", "1e+", "1.2.3", "1,5", "0x1", "nan", "inf", "1 ", "--1", "1e38", "1e-39",
            nines + "1", "0." + nines + "1", "1e999999", "1e-999999", "1e1000000",
        ])
    func invalid(text: String) { #expect(DecimalNumber(text) == nil) }

    @Test("Decimals compare like whole multiples of 10^-38", arguments: seeds)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let a = Self.random(&random)
            let b = Bool.random(using: &random) ? Self.random(&random) : Self.neighbour(of: a, &random)
            let expected = Self.compare(a.description, b.description)
            #expect((a < b) == (expected < 0), "seed \(seed): \(a) < \(b)")
            #expect((b < a) == (expected > 0), "seed \(seed): \(b) < \(a)")
            #expect((a == b) == (expected == 0), "seed \(seed): \(a) == \(b)")
        }
    }

    @Test("Addition is exact or returns nil", arguments: seeds)
    func sums(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let a = Self.random(&random)
            let b = Bool.random(using: &random) ? Self.random(&random) : Self.neighbour(of: a, &random)
            let expected = DecimalNumber(Self.add(a.description, b.description))
            #expect(a.adding(b) == expected, "seed \(seed): \(a) + \(b)")
            #expect(b.adding(a) == expected, "seed \(seed): \(b) + \(a)")
        }
    }

    @Test("Numbers with 39 digits at a common scale are added if the sum has 38")
    func narrowSum() throws {
        let a = try #require(DecimalNumber("17500000000000000000000000000000000000"))
        let b = try #require(DecimalNumber("-9999999999999999999999999999999999999.9"))
        #expect(a.adding(b)?.description == "7500000000000000000000000000000000000.1")
    }

    @Test(
        "doubleValue is the nearest double",
        arguments: [("0.1", 0.1), ("-12.5", -12.5), (nines, 1e38), ("1e-38", 1e-38)])
    func double(text: String, value: Double) throws { #expect(try #require(DecimalNumber(text)).doubleValue == value) }

    @Test("Any coefficient and scale are accepted or rejected without a trap")
    func extremes() {
        #expect(DecimalNumber(coefficient: .min, scale: 0) == nil)
        #expect(DecimalNumber(coefficient: .max, scale: 38) == nil)
        #expect(DecimalNumber(coefficient: 1, scale: .max) == nil)
        #expect(DecimalNumber(coefficient: 1, scale: .min) == nil)
        #expect(DecimalNumber(coefficient: 0, scale: .min) == .zero)
        #expect(
            DecimalNumber(coefficient: 1000, scale: 40)?.description == "0." + String(repeating: "0", count: 36) + "1")
        #expect(DecimalNumber(.min).description == "-9223372036854775808")
    }

    private static func random(_ random: inout SeededGenerator) -> DecimalNumber {
        let digits = (0..<Int.random(in: 1...38, using: &random)).map { _ in "\(Int.random(in: 0...9, using: &random))"
        }
        let point = Int.random(in: 0...digits.count, using: &random)
        let text = digits[..<point].joined() + "." + digits[point...].joined()
        return DecimalNumber((Bool.random(using: &random) ? "-" : "") + text) ?? .zero
    }

    private static func neighbour(of number: DecimalNumber, _ random: inout SeededGenerator) -> DecimalNumber {
        let coefficient = number.coefficient + Int128.random(in: -1...1, using: &random)
        let negated = Bool.random(using: &random) ? -coefficient : coefficient
        return DecimalNumber(coefficient: negated, scale: number.scale + Int.random(in: -1...1, using: &random))
            ?? number
    }

    /// The sign and 80 digits of a number, 40 on each side of the point: simple, slow reference arithmetic.
    private static func digits(_ text: String) -> (negative: Bool, digits: [Int]) {
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts[0].compactMap(\.wholeNumberValue)
        let fraction = parts.count > 1 ? parts[1].compactMap(\.wholeNumberValue) : []
        return (
            text.first == "-",
            [Int](repeating: 0, count: 40 - whole.count) + whole + fraction
                + [Int](repeating: 0, count: 40 - fraction.count)
        )
    }

    private static func compare(_ a: String, _ b: String) -> Int {
        let (x, y) = (digits(a), digits(b))
        let left = x.negative ? x.digits.map { -$0 } : x.digits
        let right = y.negative ? y.digits.map { -$0 } : y.digits
        return left.lexicographicallyPrecedes(right) ? -1 : left == right ? 0 : 1
    }

    private static func add(_ a: String, _ b: String) -> String {
        let (x, y) = (digits(a), digits(b))
        var sum = zip(x.digits, y.digits).map { (x.negative ? -$0 : $0) + (y.negative ? -$1 : $1) }
        let negative = (sum.first { $0 != 0 } ?? 0) < 0
        if negative { sum = sum.map { -$0 } }
        for index in sum.indices.dropFirst().reversed() {
            while sum[index] < 0 { (sum[index], sum[index - 1]) = (sum[index] + 10, sum[index - 1] - 1) }
            while sum[index] > 9 { (sum[index], sum[index - 1]) = (sum[index] - 10, sum[index - 1] + 1) }
        }
        let texts = sum.map(String.init)
        return (negative ? "-" : "") + texts[..<40].joined() + "." + texts[40...].joined()
    }
}
