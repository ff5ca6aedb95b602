#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension ResponseElement {
    /// An error for a required element that is missing or malformed.
    package struct MissingElementError: Error, CustomStringConvertible {
        let name: String
        let parent: String

        /// The names of the missing element and its parent.
        package var description: String { "<\(parent)> has no <\(name)>" }
    }

    /// Parses a document in UTF-8 and creates its root element.
    package init(document: [UInt8]) throws { self = try XMLParser.parse(document) }

    /// The text of a required child.
    package func required(_ name: String) throws(MissingElementError) -> String {
        guard let text = text(name), !text.isEmpty else { throw MissingElementError(name: name, parent: self.name) }
        return text
    }

    /// The integer in a child; nil if there is none.
    package func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    /// The time in a child, in ISO 8601 with or without fractional seconds; nil if there is none.
    package func date(_ name: String) -> Date? {
        guard let text = text(name) else { return nil }
        guard let dot = text.firstIndex(of: ".") else { return try? Date(text, strategy: .iso8601) }
        // The strategy does not parse a fraction.
        let digits = text[text.index(after: dot)...].prefix { $0.isNumber }
        let whole = try? Date(String(text[..<dot] + text[digits.endIndex...]), strategy: .iso8601)
        return whole?.addingTimeInterval(Double("0." + digits) ?? 0)
    }
}
