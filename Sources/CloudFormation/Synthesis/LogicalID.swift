/// A name in a template: letters and digits, at most 255 ("Template anatomy: Resources").
///
/// It is the construct's own path written together, nothing else: adding, removing or reordering siblings changes no
/// other id, so CloudFormation sees no replacement where none is meant. Two paths that come out the same are reported
/// by synthesis.
public struct LogicalID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The longest name CloudFormation takes.
    public static let longest = 255

    /// The name as the template has it.
    public let name: String

    /// Makes an id from a path such as `["Network", "PublicSubnet1"]`.
    public init(path: [String]) {
        let joined = path.map(LogicalID.clean).joined()
        guard joined.utf8.count > LogicalID.longest else {
            name = joined
            return
        }
        // Too long: the end is replaced by a digest of the whole, so ids stay apart.
        name = joined.prefix(LogicalID.longest - 16) + LogicalID.digest(path.joined(separator: "/"))
    }

    /// The name.
    public var description: String { name }

    /// By name.
    public static func < (left: LogicalID, right: LogicalID) -> Bool {
        left.name < right.name
    }

    /// Drops what CloudFormation does not take and starts the next word with a capital: `log-group` gives `LogGroup`.
    private static func clean(_ component: String) -> String {
        var cleaned = ""
        var atWordStart = true
        for scalar in component.unicodeScalars {
            guard scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                atWordStart = true
                continue
            }
            cleaned += atWordStart ? String(scalar).uppercased() : String(scalar)
            atWordStart = false
        }
        return cleaned
    }

    /// FNV-1a, 64 bits, as 16 hexadecimal digits: fixed for all time, which Swift's own hashing is not.
    private static func digest(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
