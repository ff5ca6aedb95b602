/// A version of PostgreSQL on RDS: a major version, whose minor versions RDS installs by itself, or a minor version to start
/// with.
public struct PostgresVersion: Sendable, Hashable, CustomStringConvertible, TextReadable {
    /// The major versions of RDS in which a parameter group can require TLS.
    public static let majors = 15...18
    /// The version of a database that names none: 18, in every release of this library.
    ///
    /// A release that knows newer versions keeps it. Otherwise an update of the library would ask for a major upgrade that no
    /// file mentions (`Docs/Decisions/0026-database-version.md`).
    public static let standard = PostgresVersion(knownMajor: 18)

    /// The major version.
    public let major: Int
    /// The minor version to start with; nil is RDS's default.
    public let minor: Int?

    /// Reads `18` or `17.9`; nil for other forms and for versions that RDS does not have.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int(text: String($0)) }
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

    /// Returns a Boolean value that indicates whether RDS would have to downgrade this version to reach the other one. Minor
    /// versions that only RDS knows are not compared.
    func isNewer(than other: PostgresVersion) -> Bool {
        guard major == other.major else { return major > other.major }
        guard let minor, let otherMinor = other.minor else { return false }
        return minor > otherMinor
    }

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    private init(knownMajor major: Int) {
        self.major = major
        minor = nil
    }

    /// The version in RDS.
    public var description: String { minor.map { "\(major).\($0)" } ?? "\(major)" }

    /// The text form.
    package static let form =
        "a major version from \(majors.lowerBound) to \(majors.upperBound), or a minor one such as 17.9"

    /// Reads a version.
    package init?(text: String) {
        self.init(text)
    }
}
