import Diagnostics

/// The name of a dataset, a column or a rollup: `[a-z][a-z0-9_]{0,62}`.
///
/// Such a name needs no quotes in any SQL dialect and no escapes in a URL. 63 bytes is the longest identifier that PostgreSQL
/// keeps (PostgreSQL documentation, "Lexical Structure: Identifiers and Key Words").
public struct Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest name, in bytes.
    public static let maximumLength = 63

    /// The name's text.
    public let rawValue: String

    /// Creates a name from a text of the allowed form.
    ///
    /// - Throws: ``IdentifierError`` for any other text.
    public init(_ rawValue: String) throws(IdentifierError) {
        let bytes = rawValue.utf8
        guard let first = bytes.first, Self.isLetter(first), bytes.count <= Self.maximumLength,
            bytes.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_") })
        else { throw IdentifierError(got: rawValue) }
        self.rawValue = rawValue
    }

    /// Creates a name from a literal that is known to have the allowed form.
    package init(known name: StaticString) { rawValue = "\(name)" }

    /// Creates a name of any form, for columns that exist within a query only.
    init(verbatim name: String) { rawValue = name }

    /// The name's text.
    public var description: String { rawValue }

    /// Compares names byte by byte.
    public static func < (lhs: Identifier, rhs: Identifier) -> Bool { lhs.rawValue < rhs.rawValue }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

/// A text that is not an ``Identifier``.
public struct IdentifierError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text.
    public let got: String

    /// The allowed form, as a phrase.
    package static let expected = "a lower-case letter followed by at most 62 lower-case letters, digits or underscores"

    /// The nearest valid name.
    public var nearest: String? { Identifier(suggestedBy: got)?.rawValue }

    /// The text and the allowed form.
    public var description: String { "got \(got.quotedForMessage), expected \(Self.expected)" }
}
