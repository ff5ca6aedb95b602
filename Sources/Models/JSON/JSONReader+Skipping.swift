extension JSONReader {
    /// The maximum nesting of a value that is skipped or copied.
    static let defaultDepth = 64

    /// Reads a value of any kind and appends it as written, without the whitespace between its tokens.
    ///
    /// - Returns: `true` if a string in the value has the character U+0000.
    mutating func copyMinified(into text: inout [UInt8]) throws(JSONSyntaxError) -> Bool {
        var copy = Copy(text: text)
        // Moved out and back, so that the bytes are not copied.
        text = []
        defer { text = copy.text }
        try copyValue(to: &copy, depth: 0)
        return copy.hasNUL
    }

    /// Reads a value of any kind.
    mutating func skipValue() throws(JSONSyntaxError) {
        var copy = Copy(text: nil)
        try copyValue(to: &copy, depth: 0)
    }

    private struct Copy {
        var text: [UInt8]
        let keeps: Bool
        var hasNUL = false

        init(text: [UInt8]?) {
            self.text = text ?? []
            keeps = text != nil
        }

        @inline(__always)
        mutating func append(_ bytes: UnsafeRawBufferPointer) { if keeps { text.append(contentsOf: bytes) } }

        @inline(__always)
        mutating func append(_ byte: Unicode.Scalar) { if keeps { text.append(UInt8(ascii: byte)) } }
    }

    private mutating func copyValue(to copy: inout Copy, depth: Int) throws(JSONSyntaxError) {
        let start = position
        switch next {
        case UInt8(ascii: "{"):
            try enter(depth: depth, maximumDepth: Self.defaultDepth)
            try copyMembers(to: &copy, depth: depth)
            return
        case UInt8(ascii: "["):
            try enter(depth: depth, maximumDepth: Self.defaultDepth)
            try copyElements(to: &copy, depth: depth)
            return
        case UInt8(ascii: "\""): copy.hasNUL = try readString().hasNUL || copy.hasNUL
        case UInt8(ascii: "t"): try expect(literal: "true")
        case UInt8(ascii: "f"): try expect(literal: "false")
        case UInt8(ascii: "n"): try expect(literal: "null")
        default: _ = try readNumber()
        }
        copy.append(slice(start..<position))
    }

    private mutating func copyElements(to copy: inout Copy, depth: Int) throws(JSONSyntaxError) {
        copy.append("[")
        if next == UInt8(ascii: "]") {
            position += 1
        } else {
            try copyValue(to: &copy, depth: depth + 1)
            while try separator(closing: UInt8(ascii: "]")) == .comma {
                copy.append(",")
                try copyValue(to: &copy, depth: depth + 1)
            }
        }
        copy.append("]")
    }

    private mutating func copyMembers(to copy: inout Copy, depth: Int) throws(JSONSyntaxError) {
        copy.append("{")
        if next == UInt8(ascii: "}") {
            position += 1
        } else {
            try copyMember(to: &copy, depth: depth)
            while try separator(closing: UInt8(ascii: "}")) == .comma {
                copy.append(",")
                try copyMember(to: &copy, depth: depth)
            }
        }
        copy.append("}")
    }

    private mutating func copyMember(to copy: inout Copy, depth: Int) throws(JSONSyntaxError) {
        let start = position
        copy.hasNUL = try readString().hasNUL || copy.hasNUL
        copy.append(slice(start..<position))
        try readColon()
        copy.append(":")
        try copyValue(to: &copy, depth: depth + 1)
    }
}
