/// An enumeration of texts that a service may extend: a text outside the known ones is kept as it is.
package protocol OpenEnumeration: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The known values and their texts.
    static var texts: [Self: String] { get }
    /// A value with a text that is not known.
    static func unknown(_ text: String) -> Self
    /// The text of a value that is not known; nil for a known one.
    var unknownText: String? { get }
}

extension OpenEnumeration {
    /// The known values.
    package static var known: Set<Self> { Set(texts.keys) }

    /// Creates the value of a text.
    package init(rawValue: String) {
        self = Self.texts.first { $0.value == rawValue }?.key ?? .unknown(rawValue)
    }

    /// The text.
    package var rawValue: String { unknownText ?? Self.texts[self] ?? "" }

    /// The text.
    package var description: String { rawValue }

    /// Decodes a text.
    package init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
