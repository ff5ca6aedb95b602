internal import Basics

/// A JSON encoder with reproducible output: two spaces per level, members in their order, one spelling for each number
/// and character. The same template gives the same bytes in every run and on every system.
struct JSONWriter {
    private var bytes: [UInt8] = []
    private let isCompact: Bool

    /// Returns a JSON tree as text without white space.
    static func compactText(of tree: TemplateExpression) -> String {
        var writer = JSONWriter(isCompact: true)
        writer.write(tree, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Returns a JSON tree as indented text with a final line feed.
    static func text(of tree: TemplateExpression) -> String {
        var writer = JSONWriter(isCompact: false)
        writer.bytes.reserveCapacity(16 * 1024)
        writer.write(tree, depth: 0)
        writer.bytes.append(UInt8(ascii: "\n"))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A number of bytes that the indented text of a JSON tree does not exceed: each byte of a text counts as six, since
    /// a control character is written as `\u001f`.
    static func bound(of tree: TemplateExpression, depth: Int = 0) -> Int {
        // The line's indentation, a comma and the line feed.
        let line = 2 * depth + 2
        switch tree {
        case .string(let text): return 6 * text.utf8.count + 2
        case .integer, .number: return 32
        case .boolean: return 5
        case .list(let elements):
            return elements.reduce(line + 2) { $0 + bound(of: $1, depth: depth + 1) + line + 2 }
        case .object(let members):
            return members.reduce(line + 2) {
                $0 + 6 * $1.key.utf8.count + 4 + bound(of: $1.value, depth: depth + 1) + line + 2
            }
        default: return bound(of: tree.lowered, depth: depth)
        }
    }

    private init(isCompact: Bool) {
        self.isCompact = isCompact
    }

    private mutating func write(_ tree: TemplateExpression, depth: Int) {
        switch tree {
        case .string(let text): bytes.appendJSONString(text.utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .number(let number): write(number)
        case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .list(let elements):
            write(open: "[", close: "]", count: elements.count, depth: depth) { writer, index in
                writer.write(elements[index], depth: depth + 1)
            }
        case .object(let members):
            write(open: "{", close: "}", count: members.count, depth: depth) { writer, index in
                writer.bytes.appendJSONString(members[index].key.utf8)
                writer.bytes.append(contentsOf: (writer.isCompact ? ":" : ": ").utf8)
                writer.write(members[index].value, depth: depth + 1)
            }
        default:
            write(tree.lowered, depth: depth)
        }
    }

    private mutating func write(
        open: Unicode.Scalar, close: Unicode.Scalar, count: Int, depth: Int, element: (inout JSONWriter, Int) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        guard count > 0 else { return bytes.append(UInt8(ascii: close)) }
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine(depth + 1)
            element(&self, index)
        }
        newLine(depth)
        bytes.append(UInt8(ascii: close))
    }

    private mutating func newLine(_ depth: Int) {
        if isCompact { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    /// Writes a number, a whole one without `.0`. Synthesis has refused numbers that are not finite.
    private mutating func write(_ number: Double) {
        // By conversion: rounding would need the C mathematics library, which nothing else here links.
        if abs(number) < 1e15, Double(Int(number)) == number {
            bytes.append(contentsOf: String(Int(number)).utf8)
        } else {
            bytes.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
        }
    }
}
