public import CloudFormation

/// A version of PostgreSQL on RDS: a major version, whose minor versions then follow by themselves, or a minor one to
/// start at.
public struct PostgresVersion: Sendable, Hashable, CustomStringConvertible {
    /// The major versions RDS supports with TLS required by parameter group.
    public static let majors = 15...18
    /// The newest major version.
    public static let newest = PostgresVersion(knownMajor: 18)

    /// The major version.
    public let major: Int
    /// The minor version, if one is asked for.
    public let minor: Int?

    /// Reads `18` or `17.9`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map {
            PostgresVersion.number($0)
        }
        guard (1...2).contains(parts.count), let major = parts[0], PostgresVersion.majors.contains(major) else {
            return nil
        }
        if parts.count == 2 {
            guard let minor = parts[1], (1...99).contains(minor) else { return nil }
            self.minor = minor
        } else {
            minor = nil
        }
        self.major = major
    }

    /// Decimal digits only: no sign, no leading zero.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), !text.hasPrefix("0") else { return nil }
        return Int(text)
    }

    private init(knownMajor major: Int) {
        self.major = major
        minor = nil
    }

    /// As RDS takes it.
    public var description: String { minor.map { "\(major).\($0)" } ?? "\(major)" }
}
