import Diagnostics

extension JSONValue {
    /// Parses JSON text strictly: no trailing commas, no comments, no duplicate keys in an object, valid UTF-8, paired surrogates,
    /// nothing after the value.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8.
    ///   - maximumDepth: The maximum nesting of arrays and objects, at most 256.
    /// - Throws: ``JSONSyntaxError`` with the position, the invalid text and the expectation.
    package init(parsing bytes: UnsafeRawBufferPointer, maximumDepth: Int = 64) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes)
        reader.skipWhitespace()
        self = try reader.readValue(depth: 0, maximumDepth: min(maximumDepth, JSONReader.depthLimit))
        reader.skipWhitespace()
        guard reader.next == nil else { throw reader.syntaxError(expected: "the end of the text") }
    }

    /// Parses JSON text strictly; see ``init(parsing:maximumDepth:)-(UnsafeRawBufferPointer,_)``.
    package init(parsing bytes: [UInt8], maximumDepth: Int = 64) throws(JSONSyntaxError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONSyntaxError) in try JSONValue(parsing: buffer, maximumDepth: maximumDepth) }
        }
        self = try result.get()
    }

    /// Parses JSON text strictly; see ``init(parsing:maximumDepth:)-(UnsafeRawBufferPointer,_)``.
    package init(parsing text: String, maximumDepth: Int = 64) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// Parses JSON text strictly; see ``init(parsing:maximumDepth:)-(UnsafeRawBufferPointer,_)``.
    package init(parsing bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(JSONSyntaxError) {
        try self.init(parsing: Array(bytes), maximumDepth: maximumDepth)
    }
}

extension JSONReader {
    fileprivate mutating func readValue(depth: Int, maximumDepth: Int) throws(JSONSyntaxError) -> JSONValue {
        switch next {
        case UInt8(ascii: "{"): return .object(try readObject(depth: depth, maximumDepth: maximumDepth))
        case UInt8(ascii: "["): return .array(try readArray(depth: depth, maximumDepth: maximumDepth))
        case UInt8(ascii: "\""):
            let string = try readString()
            return .string(text(of: string))
        case UInt8(ascii: "t"):
            try expect(literal: "true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect(literal: "false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect(literal: "null")
            return .null
        default:
            let number = try readNumber()
            return .number(String(decoding: slice(number.range), as: UTF8.self))
        }
    }

    private mutating func readArray(depth: Int, maximumDepth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try enter(depth: depth, maximumDepth: maximumDepth)
        if next == UInt8(ascii: "]") {
            position += 1
            return []
        }
        var elements: [JSONValue] = []
        repeat {
            elements.append(try readValue(depth: depth + 1, maximumDepth: maximumDepth))
        } while try separator(closing: UInt8(ascii: "]")) == .comma
        return elements
    }

    private mutating func readObject(depth: Int, maximumDepth: Int) throws(JSONSyntaxError) -> [JSONMember] {
        try enter(depth: depth, maximumDepth: maximumDepth)
        if next == UInt8(ascii: "}") {
            position += 1
            return []
        }
        var members: [JSONMember] = []
        var keys = JSONKeySet()
        repeat {
            let start = position
            let key = text(of: try readString())
            guard keys.insert(key) else {
                throw syntaxError(
                    at: start, got: "the key \(key.quotedForMessage) a second time", expected: "every key once")
            }
            try readColon()
            members.append(JSONMember(key: key, value: try readValue(depth: depth + 1, maximumDepth: maximumDepth)))
        } while try separator(closing: UInt8(ascii: "}")) == .comma
        return members
    }

    /// Reads an opening bracket; throws if it exceeds the maximum nesting.
    @inline(__always)
    mutating func enter(depth: Int, maximumDepth: Int) throws(JSONSyntaxError) {
        guard depth < maximumDepth else {
            throw syntaxError(expected: "at most \(maximumDepth) levels of arrays and objects inside each other")
        }
        position += 1
        skipWhitespace()
    }

    /// Reads the colon after a key, with the whitespace around it.
    @inline(__always)
    mutating func readColon() throws(JSONSyntaxError) {
        skipWhitespace()
        try expect(UInt8(ascii: ":"), "\":\"")
        skipWhitespace()
    }
}

/// The keys of an object so far.
///
/// Keys are equal if their bytes are (RFC 8259, section 8.3); `String` compares by canonical equivalence instead.
private struct JSONKeySet {
    private var few: [String] = []
    private var many: Set<[UInt8]> = []

    /// Adds a key; returns `false` if the set has it already.
    mutating func insert(_ key: String) -> Bool {
        if many.isEmpty {
            if few.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { return false }
            few.append(key)
            if few.count == 16 { many = Set(few.map { Array($0.utf8) }) }
            return true
        }
        return many.insert(Array(key.utf8)).inserted
    }
}
