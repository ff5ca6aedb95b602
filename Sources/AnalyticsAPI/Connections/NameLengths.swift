import NIOHTTP1

/// The lengths of the names of header fields, which tell most fields apart from the few that frame a message.
struct NameLengths {
    private var lengths: UInt64 = 0

    /// Reads the names.
    init(_ headers: HTTPHeaders) {
        for (name, _) in headers { lengths |= 1 << UInt64(min(name.utf8.count, 63)) }
    }

    /// Returns `false` if no field has a name of at most 62 bytes.
    func mayHave(_ name: String) -> Bool { lengths & 1 << UInt64(name.utf8.count) != 0 }
}
