/// A size of a database's storage.
public struct StorageSize: Sendable, Hashable, CustomStringConvertible, TextReadable {
    /// The number of GiB.
    public let gibibytes: Int

    /// The maximum size of gp3 for PostgreSQL ("Amazon RDS DB instance storage").
    package static let greatest = 65536

    /// A number of GiB.
    public static func gibibytes(_ count: Int) -> StorageSize { StorageSize(gibibytes: count) }

    private init(gibibytes: Int) {
        self.gibibytes = gibibytes
    }

    /// The valid values between two sizes.
    static func valid(_ range: ClosedRange<Int>) -> ValidValues<StorageSize> {
        ValidValues.range(range, unit: "GiB").wrapped { $0.gibibytes }
    }

    /// The number with the unit.
    public var description: String { "\(gibibytes) GiB" }

    /// The text form.
    package static let form = "a number of GiB"

    /// Reads a number of GiB.
    package init?(text: String) {
        guard let count = Int(text: text) else { return nil }
        gibibytes = count
    }
}
