/// A parser of the XML in AWS's responses: elements, text, CDATA, the five entities and character references.
///
/// Comments, processing instructions and attributes are skipped; a document type is rejected, so entities cannot expand.
/// Depth and size are bounded. Source: "Extensible Markup Language (XML) 1.0", W3C.
package struct XMLParser {
    /// A syntax error with its place.
    package struct SyntaxError: Error, Hashable {
        let offset: Int
        let reason: String
    }

    /// The maximum depth of elements.
    static let deepest = 64
    /// The maximum number of elements; a response with a thousand objects has a few thousand.
    static let most = 250_000

    private let bytes: [UInt8]
    private var position = 0
    private var open: [ResponseElement] = []
    private var count = 0
    private var pending: [UInt8] = []

    /// Parses a document in UTF-8 and returns its root element.
    package static func parse(_ bytes: [UInt8]) throws(SyntaxError) -> ResponseElement {
        var parser = XMLParser(bytes: bytes)
        return try parser.document()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: String) -> SyntaxError { SyntaxError(offset: position, reason: reason) }

    private mutating func document() throws(SyntaxError) -> ResponseElement {
        if starts(with: "\u{FEFF}") { position += 3 }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                try text()
                continue
            }
            if starts(with: "<?") {
                try skip(past: "?>")
            } else if starts(with: "<!--") {
                try skip(past: "-->")
            } else if starts(with: "<![CDATA[") {
                position += 9
                guard !open.isEmpty, let end = find("]]>") else {
                    throw failure("CDATA is unterminated or outside an element")
                }
                pending += bytes[position..<end]
                position = end + 3
            } else if starts(with: "<!") {
                throw failure("a document type is not supported")
            } else if starts(with: "</") {
                if let root = try endTag() { return try finish(root) }
            } else if let root = try startTag() {
                return try finish(root)
            }
        }
        throw failure(open.isEmpty ? "there is no element" : "<\(open[open.count - 1].name.prefix(60))> is not closed")
    }

    /// Checks that only white space, comments and instructions follow the root element.
    private mutating func finish(_ root: ResponseElement) throws(SyntaxError) -> ResponseElement {
        while position < bytes.count {
            if starts(with: "<!--") {
                try skip(past: "-->")
            } else if starts(with: "<?") {
                try skip(past: "?>")
            } else if Self.isSpace(bytes[position]) {
                position += 1
            } else {
                throw failure("there is content after the root element")
            }
        }
        return root
    }

    private mutating func startTag() throws(SyntaxError) -> ResponseElement? {
        position += 1
        let name = try name()
        count += 1
        guard count <= Self.most else { throw failure("there are more than \(Self.most) elements") }
        guard open.count < Self.deepest else { throw failure("elements are nested more than \(Self.deepest) deep") }
        // Skip attributes; a `>` in a quoted value does not end the tag.
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                guard let end = bytes[(position + 1)...].firstIndex(of: byte) else {
                    throw failure("a quote is not closed")
                }
                position = end + 1
            } else if byte == UInt8(ascii: ">") {
                position += 1
                try flush()
                open.append(ResponseElement(name))
                return nil
            } else if starts(with: "/>") {
                position += 2
                try flush()
                return close(ResponseElement(name))
            } else if byte == UInt8(ascii: "<") {
                break
            } else {
                position += 1
            }
        }
        throw failure("a tag is not closed")
    }

    private mutating func endTag() throws(SyntaxError) -> ResponseElement? {
        position += 2
        let name = try name()
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else {
            throw failure("a tag is not closed")
        }
        position += 1
        try flush()
        guard let element = open.popLast(), element.name == name else {
            throw failure("</\(name.prefix(60))> does not match its start tag")
        }
        return close(element)
    }

    /// Adds a complete element to its parent, or returns it if it is the root.
    private mutating func close(_ element: ResponseElement) -> ResponseElement? {
        guard let last = open.indices.last else { return element }
        open[last].children.append(element)
        return nil
    }

    private mutating func flush() throws(SyntaxError) {
        guard !pending.isEmpty else { return }
        defer { pending.removeAll(keepingCapacity: true) }
        guard let text = String(validating: pending, as: UTF8.self) else { throw failure("the text is not UTF-8") }
        if let last = open.indices.last { open[last].text += text }
    }

    private mutating func text() throws(SyntaxError) {
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            let byte = bytes[position]
            guard !open.isEmpty else {
                guard Self.isSpace(byte) else { throw failure("there is text outside the root element") }
                position += 1
                continue
            }
            if byte == UInt8(ascii: "&") {
                try reference()
            } else {
                pending.append(byte)
                position += 1
            }
        }
    }

    private static let entities: [String: UInt8] = [
        "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
        "apos": UInt8(ascii: "'"),
    ]

    private mutating func reference() throws(SyntaxError) {
        let rest = bytes[(position + 1)...].prefix(12)
        guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { throw failure("a reference is not terminated") }
        let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        if let byte = Self.entities[name] {
            pending.append(byte)
        } else if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let value, value != 0, let scalar = Unicode.Scalar(value) else {
                throw failure("a character reference is invalid")
            }
            pending += Array(String(scalar).utf8)
        } else {
            throw failure("an entity is not predefined in XML")
        }
        position = end + 1
    }

    private mutating func name() throws(SyntaxError) -> String {
        let start = position
        while position < bytes.count, !Self.isSpace(bytes[position]), !Self.endsName.contains(bytes[position]) {
            position += 1
        }
        // Remove the namespace's prefix.
        let written = bytes[start..<position]
        let local = written.lastIndex(of: UInt8(ascii: ":")).map { written[($0 + 1)...] } ?? written
        guard let name = String(validating: local, as: UTF8.self), !name.isEmpty else {
            throw failure("a tag has no name")
        }
        return name
    }

    private static let endsName = Set("<>/=\"'&".utf8)

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard count <= bytes.count - position else { return false }
        return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    private func find(_ text: StaticString) -> Int? {
        var copy = self
        while copy.position < bytes.count {
            if copy.starts(with: text) { return copy.position }
            copy.position += 1
        }
        return nil
    }

    private mutating func skip(past text: StaticString) throws(SyntaxError) {
        guard let start = find(text) else { throw failure("a comment or an instruction is not closed") }
        position = start + text.utf8CodeUnitCount
    }
}
