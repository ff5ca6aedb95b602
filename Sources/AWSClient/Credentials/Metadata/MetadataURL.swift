internal import HTTPTypes

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The URL of a metadata service, in the parts of a request.
///
/// Parsing is strict, because the URL determines the recipient of a token and must not be ambiguous: user names,
/// fragments and characters other than visible ASCII are rejected.
struct MetadataURL: Sendable, Hashable {
    let scheme: String
    /// The host and an optional port.
    let authority: String
    /// The host in lower case, an IPv6 address without brackets.
    let host: String
    /// The path and the query, unchanged; at least `/`.
    let path: String

    /// Parses a URL.
    /// - Returns: `nil` if it is not an `http` or `https` URL with a host.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        authority = String(rest[..<end])
        guard let host = Self.host(of: authority) else { return nil }
        self.host = host
        let target = String(rest[end...])
        path = target.hasPrefix("/") ? target : "/" + target
    }

    private static func host(of authority: String) -> String? {
        var port = ""
        let host: Substring
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<bracket]
            guard ipv6(String(host)) != nil else { return nil }
            let rest = authority[authority.index(after: bracket)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? "1" : String(rest.dropFirst())
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = parts[0]
            port = parts.count == 2 ? String(parts[1]) : "1"
            guard !host.isEmpty, host.utf8.allSatisfy(isHostCharacter) else { return nil }
        }
        guard port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = UInt16(port),
            number > 0
        else { return nil }
        return host.lowercased()
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// `true` if the host is a loopback address. A name other than `localhost` is not resolved, because it may resolve
    /// differently when the request is sent.
    var isLoopback: Bool {
        if host == "localhost" { return true }
        if let bytes = Self.ipv4(host) { return bytes[0] == 127 }
        return Self.ipv6(host) == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// `true` if the host is the given address, in any notation.
    /// - Parameter address: An IPv4 or IPv6 address.
    func isAddress(_ address: String) -> Bool {
        if let bytes = Self.ipv4(address) { return Self.ipv4(host) == bytes }
        guard let bytes = Self.ipv6(address) else { return false }
        return Self.ipv6(host) == bytes
    }

    private static func ipv4(_ text: String) -> [UInt8]? {
        var address = in_addr()
        guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: &address) { Array($0) }
    }

    private static func ipv6(_ text: String) -> [UInt8]? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: &address) { Array($0) }
    }

    /// Creates a request to this URL.
    /// - Parameters:
    ///   - method: The method; GET by default.
    ///   - path: The path to use instead of the URL's own.
    ///   - fields: The header fields.
    func request(
        _ method: HTTPRequest.Method = .get, path: String? = nil, fields: HTTPFields = HTTPFields()
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, scheme: scheme, authority: authority, path: path ?? self.path, headerFields: fields)
    }
}
