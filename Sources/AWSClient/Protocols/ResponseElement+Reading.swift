#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ResponseElement {
    /// An error for a required element that is missing or malformed.
    struct MissingElementError: Error, CustomStringConvertible {
        let name: String
        let parent: String

        var description: String { "<\(parent)> has no <\(name)>" }
    }

    /// The text of a required child.
    func required(_ name: String) throws(MissingElementError) -> String {
        guard let text = text(name), !text.isEmpty else { throw MissingElementError(name: name, parent: self.name) }
        return text
    }

    /// The integer in a child; nil if there is none.
    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    /// The time in a child, in ISO 8601 with or without fractional seconds; nil if there is none.
    func date(_ name: String) -> Date? {
        guard let text = text(name) else { return nil }
        return (try? Date(text, strategy: .iso8601)) ?? (try? Date(Self.withoutFraction(text), strategy: .iso8601))
    }

    /// `2030-01-01T00:00:00.123Z` without its fraction, which the strategy does not parse.
    private static func withoutFraction(_ text: String) -> String {
        guard let dot = text.firstIndex(of: ".") else { return text }
        let rest = text[text.index(after: dot)...].drop { $0.isNumber }
        return String(text[..<dot] + rest)
    }
}
