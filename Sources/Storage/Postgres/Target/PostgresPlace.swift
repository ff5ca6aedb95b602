#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How libpq gets to one of the servers that a target names.
enum PostgresPlace: Hashable, Sendable {
    /// Through a Unix socket, where libpq uses no TLS whatever `sslmode` says.
    case socket
    /// Over TCP within this machine.
    case loopback
    /// Over a network. Without a name there is nothing to compare a certificate with.
    case network(hasName: Bool)

    /// The places in the order in which libpq tries them (PostgreSQL documentation, "Specifying Multiple Hosts").
    ///
    /// - Parameters:
    ///   - names: The value of `host`.
    ///   - addresses: The value of `hostaddr`, which wins where it is not empty.
    /// - Throws: ``PostgresTargetProblem/hostCount`` if both are lists of different lengths.
    static func all(names: String?, addresses: String?) throws(PostgresTargetProblem) -> [PostgresPlace] {
        let (names, addresses) = (list(names), list(addresses))
        guard names.isEmpty || addresses.isEmpty || names.count == addresses.count else { throw .hostCount }
        return (0..<max(names.count, addresses.count, 1)).map { index in
            PostgresPlace(
                name: names.indices.contains(index) ? names[index] : "",
                address: addresses.indices.contains(index) ? addresses[index] : "")
        }
    }

    private init(name: String, address: String) {
        if !address.isEmpty {
            self = Self.isLoopback(address) ? .loopback : .network(hasName: !name.isEmpty)
        } else if name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@") {
            // Without a host libpq takes the socket of a server on this machine; "@" begins the name of an abstract one.
            self = .socket
        } else {
            self = name.lowercased() == "localhost" || Self.isLoopback(name) ? .loopback : .network(hasName: true)
        }
    }

    /// Whether a text is an address of this machine's own; a name is none, however it looks.
    static func isLoopback(_ address: String) -> Bool {
        var four = in_addr()
        if inet_pton(AF_INET, address, &four) == 1 {
            return withUnsafeBytes(of: &four) { $0.first == 127 }
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, address, &six) == 1 else { return false }
        return withUnsafeBytes(of: &six) { bytes in
            // ::1, and 127.0.0.0/8 as IPv6 writes it: ::ffff:127.0.0.1 (RFC 4291, 2.5.5.2).
            Array(bytes) == [UInt8](repeating: 0, count: 15) + [1]
                || Array(bytes.prefix(13)) == [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 127]
        }
    }

    /// The elements of a list that is not empty; an element may be.
    static func list(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
}
