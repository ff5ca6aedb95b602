import Models
import Testing

@testable import Storage

@Suite("PostgreSQL's binary numeric")
struct PostgresBinaryTests {
    /// Digit count, weight, sign, scale and the base-10,000 digits, as PostgreSQL 15's `numeric_send` writes them.
    @Test(
        "A decimal is encoded like the server's binary numeric",
        arguments: [
            ("0", [0, 0, 0, 0]), ("1", [1, 0, 0, 0, 1]), ("-12.5", [2, 0, 0x4000, 1, 12, 5000]),
            ("0.0001", [1, -1, 0, 4, 1]), ("0.00012", [2, -1, 0, 5, 1, 2000]),
            ("123456789.25", [4, 2, 0, 2, 1, 2345, 6789, 2500]),
        ] as [(String, [Int16])])
    func writing(text: String, words: [Int16]) throws {
        var bytes: [UInt8] = []
        PostgresBinary.appendNumeric(try #require(DecimalNumber(text)), to: &bytes)
        var expected: [UInt8] = []
        PostgresBinary.append(Int32(words.count * 2), to: &expected)
        for word in words { PostgresBinary.append(word, to: &expected) }
        #expect(bytes == expected)
    }

    @Test("A decimal round-trips through the binary format", arguments: 0...38)
    func roundTrip(scale: Int) throws {
        let coefficients: [Int128] = [
            1, -1, 9, 10_001, 99_999_999, Int128(Int64.max), Int128(Int64.min),
            Int128(DecimalNumber.largestCoefficient),
            -Int128(DecimalNumber.largestCoefficient),
        ]
        for coefficient in coefficients {
            let number = try #require(DecimalNumber(coefficient: coefficient, scale: scale))
            var bytes: [UInt8] = []
            PostgresBinary.appendNumeric(number, to: &bytes)
            let read = bytes.withUnsafeBytes { PostgresBinary.numeric(UnsafeRawBufferPointer(rebasing: $0[4...])) }
            #expect(read == number)
        }
    }

    @Test("NaN, infinities, truncated input and too many digits are not decoded as decimals")
    func invalidInput() {
        for words: [UInt16] in [[0, 0, 0xC000, 0], [0, 0, 0xD000, 0], [0, 0], [3, 0, 0, 0, 1], [1, 20, 0, 0, 1]] {
            var bytes: [UInt8] = []
            for word in words { PostgresBinary.append(word, to: &bytes) }
            #expect(bytes.withUnsafeBytes { PostgresBinary.numeric($0) } == nil)
        }
    }
}
