import Foundation
import Testing

/// A reader of the XML that this package writes: elements, attributes in double quotes, text and the predefined entities.
struct XMLCheck {
    /// A malformed document.
    struct MalformedError: Error, CustomStringConvertible {
        let description: String
    }

    /// A rectangle with its class.
    struct Rectangle {
        let name: String
        let x: Double
        let y: Double
        let width: Double
        let height: Double
    }

    private(set) var root = ""
    private(set) var count: [String: Int] = [:]
    private(set) var rectangles: [Rectangle] = []
    private(set) var width = 0.0

    /// Reads a document; throws for unbalanced elements, repeated attributes and bare special characters.
    static func parse(_ text: String) throws -> XMLCheck {
        var check = XMLCheck()
        var open: [String] = []
        var origin = (x: 0.0, y: 0.0)
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            try Self.checkText(rest[..<start])
            guard let end = rest[start...].firstIndex(of: ">") else { throw MalformedError(description: "no >") }
            var tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else {
                    throw MalformedError(description: "\(tag) closes nothing")
                }
                continue
            }
            let isEmpty = tag.hasSuffix("/")
            if isEmpty { tag = tag.dropLast() }
            let name = String(tag.prefix { $0 != " " })
            let attributes = try Self.attributes(tag.dropFirst(name.count))
            check.count[name, default: 0] += 1
            if open.isEmpty { check.root = name }
            func number(_ key: String) -> Double { Double(attributes[key] ?? "") ?? .nan }
            switch name {
            case "svg": check.width = number("width")
            case "g":
                let parts = (attributes["transform"] ?? "").split { !"0123456789.-".contains($0) }.compactMap {
                    Double($0)
                }
                if parts.count == 2 { origin = (parts[0], parts[1]) }
            case "rect":
                check.rectangles.append(
                    Rectangle(
                        name: attributes["class"] ?? "", x: number("x") + origin.x, y: number("y") + origin.y,
                        width: number("width"), height: number("height")))
            default: break
            }
            if !isEmpty { open.append(name) }
        }
        try Self.checkText(rest)
        guard open.isEmpty else { throw MalformedError(description: "\(open) stay open") }
        return check
    }

    private static func checkText(_ text: Substring) throws {
        guard !text.contains(">") else { throw MalformedError(description: "bare > in \(text)") }
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            guard ["amp;", "lt;", "gt;", "quot;"].contains(where: { part.hasPrefix($0) }) else {
                throw MalformedError(description: "bare & in \(text)")
            }
        }
    }

    private static func attributes(_ text: Substring) throws -> [String: String] {
        var found: [String: String] = [:]
        let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
        for index in stride(from: 0, to: pieces.count - 1, by: 2) {
            let key = pieces[index].trimmingCharacters(in: .whitespaces)
            guard key.hasSuffix("="),
                found.updateValue(String(pieces[index + 1]), forKey: String(key.dropLast())) == nil
            else {
                throw MalformedError(description: "attribute \(key)")
            }
            try checkText(pieces[index + 1])
        }
        return found
    }
}
