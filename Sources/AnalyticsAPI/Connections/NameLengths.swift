import NIOHTTP1

/// The lengths of the names of header fields, which tell most fields apart from the few that frame a message.
struct NameLengths {
    private var lengths: UInt64 = 0

    /// Reads the names.
    init(_ headers: HTTPHeaders) {
        for (name, _) in headers { lengths |= Self.bit(of: name) }
    }

    /// Returns `false` if no field has this name.
    func mayHave(_ name: String) -> Bool { lengths & Self.bit(of: name) != 0 }

    private static func bit(of name: String) -> UInt64 { 1 << UInt64(min(name.utf8.count, 63)) }
}
