/// The addresses that only programs on the same machine can reach.
package enum Loopback {
    /// Returns `true` for the name `localhost` and for a loopback address (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3).
    package static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
