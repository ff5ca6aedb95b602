import Basics

/// A host with an optional port, as in the `Host` header (RFC 9110, section 7.2; RFC 3986, section 3.2).
package struct Authority: Hashable, Sendable {
    /// The host in lower case, without a trailing dot. An IPv6 address is in brackets.
    package let host: String
    /// The port, if the text contains one.
    package let port: Int?

    /// Parses a host with an optional port; `nil` if the text is not valid.
    package init?(_ text: some StringProtocol) {
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

    /// `true` if the host always means this machine, independent of DNS.
    package var isLoopback: Bool { Loopback.contains(host) || host.hasSuffix(".localhost") }

    /// Returns `true` for a non-empty registered name or IPv4 address: unreserved characters, sub-delimiters and
    /// percent-encoded bytes.
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
