#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The kind of connection to one of a target's servers.
enum PostgresHost: Hashable, Sendable {
    /// A Unix socket, on which libpq never uses TLS.
    case socket
    /// TCP within this machine.
    case loopback
    /// A network. A certificate can be verified only if the host has a name.
    case network(hasName: Bool)

    /// The hosts in the order in which libpq tries them (PostgreSQL documentation, "Specifying Multiple Hosts").
    ///
    /// - Parameters:
    ///   - names: The value of `host`.
    ///   - addresses: The value of `hostaddr`, whose non-empty elements take precedence.
    /// - Throws: ``PostgresTargetError/hostCount`` if the lists have different lengths.
    static func all(names: String?, addresses: String?) throws(PostgresTargetError) -> [PostgresHost] {
        let (names, addresses) = (list(names), list(addresses))
        guard names.isEmpty || addresses.isEmpty || names.count == addresses.count else { throw .hostCount }
        return (0..<max(names.count, addresses.count, 1)).map { index in
            PostgresHost(
                name: names.indices.contains(index) ? names[index] : "",
                address: addresses.indices.contains(index) ? addresses[index] : "")
        }
    }

    private init(name: String, address: String) {
        if !address.isEmpty {
            self = Self.isLoopback(address) ? .loopback : .network(hasName: !name.isEmpty)
        } else if name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@") {
            // Without a host libpq connects to a Unix socket; "@" starts the name of an abstract socket.
            self = .socket
        } else {
            self = name.lowercased() == "localhost" || Self.isLoopback(name) ? .loopback : .network(hasName: true)
        }
    }

    /// `true` for a loopback address; a host name is not an address.
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

    /// The comma-separated elements of a list, some of which may be empty; an empty text is an empty list.
    static func list(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
}
