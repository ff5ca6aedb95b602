/// An instance class of RDS, such as `db.t4g.micro`.
public struct DatabaseInstanceClass: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible,
    TextReadable
{
    /// The name in RDS.
    public let name: String

    /// Creates a class by its name in RDS.
    public init(_ name: String) {
        self.name = name
    }

    /// Creates a class by its name in RDS.
    public init(stringLiteral name: String) {
        self.name = name
    }

    /// 2 vCPU (burstable), 1 GiB.
    public static let t4gMicro: DatabaseInstanceClass = "db.t4g.micro"
    /// 2 vCPU (burstable), 2 GiB.
    public static let t4gSmall: DatabaseInstanceClass = "db.t4g.small"
    /// 2 vCPU (burstable), 4 GiB.
    public static let t4gMedium: DatabaseInstanceClass = "db.t4g.medium"
    /// 2 vCPU, 8 GiB.
    public static let m7gLarge: DatabaseInstanceClass = "db.m7g.large"

    /// The name in quotes.
    public var description: String { "\"\(name)\"" }

    /// The valid values.
    static let validExpectation = "an instance class such as db.t4g.micro or db.m7g.2xlarge"
    static var valid: ValidValues<DatabaseInstanceClass> {
        ValidValues(validExpectation) { isValid($0.name) }
    }

    /// The valid values of a cluster ("Supported DB engines for DB instance classes" in the Aurora user guide): the larger ones of
    /// the burstable classes, and those with much memory.
    static var validInCluster: ValidValues<DatabaseInstanceClass> {
        ValidValues(
            "an instance class of Aurora: db.t3 or db.t4g from medium on, or one of db.r and db.x, such as db.r7g.large"
        ) {
            guard isValid($0.name) else { return false }
            let parts = $0.name.split(separator: ".")
            switch parts[1].utf8.first {
            case UInt8(ascii: "t"): return ["t3", "t4g"].contains(parts[1]) && ["medium", "large"].contains(parts[2])
            case UInt8(ascii: "r"), UInt8(ascii: "x"): return !["micro", "small", "medium"].contains(parts[2])
            default: return false
            }
        }
    }

    /// `db.`, a family, a size.
    private static func isValid(_ name: String) -> Bool {
        func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "db", let first = parts[1].utf8.first, isLower(first),
            parts[1].utf8.contains(where: isDigit), parts[1].utf8.allSatisfy({ isLower($0) || isDigit($0) || $0 == 45 })
        else { return false }
        let size = parts[2]
        if ["micro", "small", "medium", "large", "xlarge"].contains(size) { return true }
        guard size.hasSuffix("xlarge"), let factor = Int(text: String(size.dropLast(6))) else { return false }
        return factor >= 2
    }

    /// The text form.
    package static let form = validExpectation

    /// Reads a class's name.
    package init?(text: String) {
        self.init(text)
    }
}
