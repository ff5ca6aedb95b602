import Models
import TestSupport
import Testing

@Suite("JSONValue, random text")
struct JSONValueRandomTests {
    @Test("A random value is parsed as it was written", arguments: seeds)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let value = Self.value(depth: 0, &random)
            #expect(try JSONValue(parsing: value.description) == value, "seed \(seed)")
        }
    }

    @Test("Random text never traps, and an error lies within its bounds", arguments: seeds)
    func garbage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            var bytes = Array(Self.value(depth: 0, &random).description.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let byte = UInt8.random(in: 0...255, using: &random)
                let at = Int.random(in: 0...bytes.count, using: &random)
                if at < bytes.count, Bool.random(using: &random) {
                    bytes[at] = byte
                } else {
                    bytes.insert(byte, at: at)
                }
            }
            bytes.removeLast(Int.random(in: 0...min(3, bytes.count), using: &random))
            do throws(JSONSyntaxError) {
                _ = try JSONValue(parsing: bytes)
            } catch {
                #expect(error.offset <= bytes.count && error.line >= 1 && error.column >= 1, "seed \(seed)")
            }
        }
    }

    @Test("The end of a string and an error in it are found at every offset")
    func everyDistance() throws {
        for length in 0...40 {
            let plain = String(repeating: "x", count: length)
            for (inside, expected) in [
                ("", ""), ("\\\"", "\""), ("é", "é"), ("\\\\", "\\"), ("😀", "😀"), ("\u{7F}", "\u{7F}"),
            ] {
                let value = try JSONValue(parsing: "\"\(plain)\(inside)\(plain)\"")
                #expect(value == .string(plain + expected + plain))
            }
            for bad in [[0x1F], [0x00], [0x0A], [0xFF], [0x80], [0xC3, 0x28]] as [[UInt8]] {
                let bytes = [0x22] + Array(plain.utf8) + bad + Array(plain.utf8) + [0x22]
                let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes) }
                #expect(error?.offset == 1 + length)
            }
        }
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number("\(Int64(bitPattern: random.next()))")
        case 3: return .number("\(Double.random(in: -1e20...1e20, using: &random))")
        case 4: return .string(text(&random))
        case 5: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default:
            return .object(
                (0..<Int.random(in: 0...4, using: &random)).map { index in
                    JSONMember(key: "\(index)" + text(&random), value: value(depth: depth + 1, &random))
                })
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            let range: ClosedRange<UInt32> = Bool.random(using: &random) ? 0...0x7F : 0...0x10FFFF
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
