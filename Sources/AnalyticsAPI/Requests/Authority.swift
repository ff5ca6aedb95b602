/// A host and perhaps a port, as the `Host` header names them (RFC 9110, section 7.2; RFC 3986, section 3.2).
struct Authority: Hashable, Sendable {
    /// The host in lower case, without the dot that may end a name; an IPv6 address stands in brackets.
    let host: String
    /// The port, if one is named.
    let port: Int?

    /// Reads a host and port; `nil` if the text is none.
    init?(_ text: some StringProtocol) {
        let text = Substring(String(text))
        let end: Substring.Index
        if text.first == "[" {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            end = text.index(after: bracket)
            let address = text[..<end].dropFirst().dropLast()
            guard address.utf8.contains(UInt8(ascii: ":")), address.utf8.allSatisfy(Self.isAddressCharacter) else {
                return nil
            }
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
            guard Self.isName(text[..<end]) else { return nil }
        }
        var name = text[..<end].lowercased()
        if name.count > 1, name.hasSuffix(".") { name.removeLast() }
        host = name
        let rest = text[end...]
        guard rest.isEmpty || rest.first == ":" else { return nil }
        let digits = rest.dropFirst()
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        port = digits.isEmpty ? nil : UInt16(digits).map { Int($0) }
        guard digits.isEmpty || port != nil else { return nil }
    }

    /// `true` if the host is this machine, whatever a name server says of it.
    var isLoopback: Bool { ServerSettings.isLoopback(host) || host.hasSuffix(".localhost") }

    /// A host that is no address in brackets: unreserved characters, delimiters and encoded bytes, at least one.
    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && PercentEncoding.decode(text) != nil
            && text.utf8.allSatisfy { byte in
                PercentEncoding.isUnreserved(byte) || byte == UInt8(ascii: "%") || "!$&'()*+,;=".utf8.contains(byte)
            }
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x46, 0x61...0x66, UInt8(ascii: "."): true
        default: false
        }
    }
}
