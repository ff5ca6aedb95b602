/// The name of a dataset, a column or a rollup: `[a-z][a-z0-9_]{0,62}`.
///
/// The shape is narrow on purpose: such a name is valid, unquoted, in every SQL dialect and URL, and 63 bytes is the
/// longest identifier PostgreSQL keeps (PostgreSQL documentation, "Lexical Structure: Identifiers and Key Words").
public struct Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest name, in bytes.
    public static let maximumLength = 63

    /// The name itself.
    public let rawValue: String

    /// Takes a name if it has the allowed shape.
    ///
    /// - Throws: ``InvalidIdentifier`` with what was got and what was expected.
    public init(_ rawValue: String) throws(InvalidIdentifier) {
        let bytes = rawValue.utf8
        guard let first = bytes.first, Self.isLetter(first), bytes.count <= Self.maximumLength,
            bytes.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_") })
        else { throw InvalidIdentifier(got: rawValue) }
        self.rawValue = rawValue
    }

    /// A name that the program itself knows to have the shape.
    package init(known name: StaticString) { rawValue = "\(name)" }

    /// The name.
    public var description: String { rawValue }

    /// Byte order of the names.
    public static func < (lhs: Identifier, rhs: Identifier) -> Bool { lhs.rawValue < rhs.rawValue }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

/// A name that does not have the shape of an ``Identifier``.
public struct InvalidIdentifier: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was given.
    public let got: String

    /// What was expected, as a phrase.
    public static let expected = "a lower-case letter followed by at most 62 lower-case letters, digits or underscores"

    /// The name that was most likely meant.
    public var nearest: String? { Identifier(suggestedBy: got)?.rawValue }

    /// Says what was got and what was expected.
    public var description: String { "got \(got.quotedForMessage), expected \(Self.expected)" }
}
