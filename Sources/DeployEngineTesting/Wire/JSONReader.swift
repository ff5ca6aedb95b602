/// A reader of JSON that keeps the text of numbers.
struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    typealias Failure = FakeValue.SyntaxError

    mutating func document() throws(Failure) -> FakeValue {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw Failure(offset: position) }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> FakeValue {
        skipSpace()
        guard let byte = next, depth < 200 else { throw Failure(offset: position) }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: FakeValue) throws(Failure) -> FakeValue {
        guard bytes[position...].starts(with: word.utf8) else { throw Failure(offset: position) }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(Failure) -> FakeValue {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Double(text) != nil else { throw Failure(offset: start) }
        return .number(text)
    }

    private mutating func array(_ depth: Int) throws(Failure) -> FakeValue {
        position += 1
        var elements: [FakeValue] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw Failure(offset: position) }
        return .array(elements)
    }

    private mutating func object(_ depth: Int) throws(Failure) -> FakeValue {
        position += 1
        var members: [String: FakeValue] = [:]
        if take(UInt8(ascii: "}")) { return .object([:]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw Failure(offset: position) }
            let key = try string()
            guard take(UInt8(ascii: ":")) else { throw Failure(offset: position) }
            members[key] = try value(depth: depth + 1)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw Failure(offset: position) }
        return .object(members)
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw Failure(offset: position)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw Failure(offset: position) }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            var scalar = try hexadecimal()
            if (0xD800...0xDBFF).contains(scalar), bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (try hexadecimal()) - 0xDC00
            }
            text += Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
        default: text.append(byte)
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw Failure(offset: position) }
        position += 4
        return value
    }
}
