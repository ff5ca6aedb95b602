/// A block of IPv4 addresses in CIDR notation (RFC 4632), such as `10.0.0.0/16`.
public struct IPv4Block: Sendable, Hashable, CustomStringConvertible, TextReadable {
    /// The first address.
    public let address: UInt32
    /// The number of leading bits that are fixed, 0 to 32.
    public let prefix: Int

    /// Creates the block that contains an address; nil for a prefix that is not from 0 to 32.
    public init?(address: UInt32, prefix: Int) {
        guard (0...32).contains(prefix) else { return nil }
        self.prefix = prefix
        self.address = prefix == 0 ? 0 : address & (UInt32.max << UInt32(32 - prefix))
    }

    /// Reads `a.b.c.d/n`; nil for any other form. Address bits below the prefix are dropped.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let prefix = IPv4Block.number(halves[1], to: 32) else { return nil }
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let byte = IPv4Block.number(part, to: 255) else { return nil }
            address = address << 8 | UInt32(byte)
        }
        self.init(address: address, prefix: prefix)
    }

    /// Reads decimal digits without sign or leading zero.
    private static func number(_ text: Substring, to limit: Int) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            text == "0" || !text.hasPrefix("0"), let number = Int(text), number <= limit
        else { return nil }
        return number
    }

    /// The dotted address and the prefix.
    public var description: String {
        let bytes = [24, 16, 8, 0].map { String(address >> UInt32($0) & 255) }
        return bytes.joined(separator: ".") + "/\(prefix)"
    }

    /// The sub-block with this index whose prefix is `bits` longer; nil if there is none.
    public func subdivided(by bits: Int, index: Int) -> IPv4Block? {
        guard bits >= 0, prefix + bits <= 32, (0..<(1 << bits)).contains(index) else { return nil }
        return IPv4Block(address: address | UInt32(index) << UInt32(32 - prefix - bits), prefix: prefix + bits)
    }

    /// Returns a Boolean value that indicates whether the other block lies inside this one.
    public func contains(_ other: IPv4Block) -> Bool {
        other.prefix >= prefix && IPv4Block(address: other.address, prefix: prefix) == self
    }

    /// A Boolean value that indicates whether the block belongs to private networks (RFC 1918) or shared address space
    /// (RFC 6598).
    public var isPrivate: Bool {
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
            .compactMap { IPv4Block($0) }.contains { $0.contains(self) }
    }

    /// Creates the block that contains an address. A prefix above 32 is 32, one below 0 is 0.
    ///
    ///     IPv4Block(10, 20, 0, 0, prefix: 16)
    public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8, prefix: Int) {
        let address = [first, second, third, fourth].reduce(0) { $0 << 8 | UInt32($1) }
        self.prefix = min(max(prefix, 0), 32)
        self.address = self.prefix == 0 ? 0 : address & (UInt32.max << UInt32(32 - self.prefix))
    }

    /// All addresses.
    public static let anywhere = IPv4Block(0, 0, 0, 0, prefix: 0)

    /// The block in logical ids: `Anywhere`, or such as `10x0x0x0n8`.
    var name: String {
        if self == .anywhere { return "Anywhere" }
        return String(description.map { $0 == "." ? "x" : $0 == "/" ? "n" : $0 })
    }

    /// The text form.
    package static let form = "a block such as 10.0.0.0/16, with no bits beyond the prefix"

    /// Reads a block without bits beyond the prefix.
    package init?(text: String) {
        self.init(text)
        guard description == text else { return nil }
    }
}
