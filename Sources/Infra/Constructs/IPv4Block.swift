public import CloudFormation

/// A block of IPv4 addresses in CIDR notation (RFC 4632), such as `10.0.0.0/16`.
public struct IPv4Block: Sendable, Hashable, CustomStringConvertible {
    /// The first address.
    public let address: UInt32
    /// How many leading bits are fixed, 0 to 32.
    public let prefix: Int

    /// Makes the block that contains an address; bits below the prefix are dropped.
    public init?(address: UInt32, prefix: Int) {
        guard (0...32).contains(prefix) else { return nil }
        self.prefix = prefix
        self.address = prefix == 0 ? 0 : address & (UInt32.max << UInt32(32 - prefix))
    }

    /// Reads `a.b.c.d/n`; nil unless it is exactly that. Address bits below the prefix are dropped, which
    /// `description` then shows.
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

    /// Digits only, no sign, no leading zero.
    private static func number(_ text: Substring, to limit: Int) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            text == "0" || !text.hasPrefix("0"), let number = Int(text), number <= limit
        else { return nil }
        return number
    }

    /// Dotted address and prefix.
    public var description: String {
        let bytes = [24, 16, 8, 0].map { String(address >> UInt32($0) & 255) }
        return bytes.joined(separator: ".") + "/\(prefix)"
    }

    /// The block number `index` of those `bits` longer than this one; nil where there is none.
    public func subdivided(by bits: Int, index: Int) -> IPv4Block? {
        guard bits >= 0, prefix + bits <= 32, (0..<(1 << bits)).contains(index) else { return nil }
        return IPv4Block(address: address | UInt32(index) << UInt32(32 - prefix - bits), prefix: prefix + bits)
    }

    /// Whether the other block lies inside this one.
    public func contains(_ other: IPv4Block) -> Bool {
        other.prefix >= prefix && IPv4Block(address: other.address, prefix: prefix) == self
    }

    /// Whether the block is for private networks (RFC 1918) or shared address space (RFC 6598).
    public var isPrivate: Bool {
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
            .compactMap { IPv4Block($0) }.contains { $0.contains(self) }
    }
}
