/// A JSON parser (RFC 8259) that keeps the order of members and finds repeated ones.
///
///     let template = try JSONReader.parse(#"{"Resources": {}}"#)
package struct JSONReader {
    /// A fault of a JSON text.
    package struct SyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The line, from 1.
        package let line: Int
        /// The column in bytes, from 1.
        package let column: Int
        /// The fault and the expected text.
        package let message: String

        /// `line:column: message`.
        package var description: String { "\(line):\(column): \(message)" }
    }

    /// The depth at which a text is refused, as the parser recurses. CloudFormation's own limit is lower.
    private static let deepest = 128

    private let bytes: [UInt8]
    private var index = 0

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Parses a text with one JSON value.
    package static func parse(_ text: String) throws(SyntaxError) -> TemplateExpression {
        var reader = JSONReader(text)
        if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.index == reader.bytes.count else { throw reader.fault("text after the value; remove it") }
        return value
    }

    private mutating func value(depth: Int) throws(SyntaxError) -> TemplateExpression {
        guard depth < JSONReader.deepest else { throw fault("nesting deeper than \(JSONReader.deepest) levels") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): throw fault("null, which CloudFormation refuses; remove the member or set a value")
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
        case nil: throw fault("the text ends; expected a value")
        default: throw fault("expected a value")
        }
    }

    private mutating func object(depth: Int) throws(SyntaxError) -> TemplateExpression {
        index += 1
        var members: [TemplateExpression.Member] = []
        var keys: Set<String> = []
        skipSpace()
        if take("}") { return .object([]) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw fault("expected a member's name in quotes") }
            let start = index
            let key = try string()
            guard keys.insert(key).inserted else {
                index = start
                throw fault("the member \"\(key)\" is repeated; expected each name once")
            }
            skipSpace()
            guard take(":") else { throw fault("expected \":\"") }
            members.append(.init(key, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("expected \",\" or \"}\"") }
        }
    }

    private mutating func list(depth: Int) throws(SyntaxError) -> TemplateExpression {
        index += 1
        var elements: [TemplateExpression] = []
        skipSpace()
        if take("]") { return .list([]) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .list(elements) }
            guard take(",") else { throw fault("expected \",\" or \"]\"") }
        }
    }

    private mutating func word(
        _ word: String, _ value: TemplateExpression
    ) throws(SyntaxError) -> TemplateExpression {
        guard bytes[index...].starts(with: word.utf8) else { throw fault("expected \(word)") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws(SyntaxError) -> TemplateExpression {
        let start = index
        _ = take("-")
        let first = index
        skipDigits()
        guard index > first, bytes[first] != UInt8(ascii: "0") || index == first + 1 else {
            index = start
            throw fault("expected a number without leading zeros")
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            let fraction = index
            skipDigits()
            guard index > fraction else { throw fault("expected a digit after the point") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            let exponent = index
            skipDigits()
            guard index > exponent else { throw fault("expected a digit of the exponent") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let whole = Int(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else {
            index = start
            throw fault("the number is too large")
        }
        return .number(number)
    }

    private mutating func string() throws(SyntaxError) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &text)
            case 0..<0x20: throw fault("a control character in a text; write it as an escape such as \\n")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw fault("a text does not end; expected a quote")
    }

    private mutating func escape(into text: inout [UInt8]) throws(SyntaxError) {
        guard let byte = current else { throw fault("a text ends after \\") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try scalar())).utf8)
        default:
            index -= 1
            throw fault("an unknown escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
        }
    }

    /// Reads `XXXX` of `\uXXXX`, and the second half of a surrogate pair.
    private mutating func scalar() throws(SyntaxError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), take("\\"), take("u") else { throw fault("half of a surrogate pair") }
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw fault("half of a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(SyntaxError) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard digits.count == 4, isHexadecimal, let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("expected four hexadecimal digits after \\u") }
        index += 4
        return unit
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: scalar) else { return false }
        index += 1
        return true
    }

    private mutating func skipDigits() {
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    }

    private mutating func skipSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private func fault(_ message: String) -> SyntaxError {
        let before = bytes[..<index]
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return SyntaxError(line: line, column: index - start + 1, message: message)
    }
}
