import Basics

/// The URLs of identity providers.
package enum ProviderURL {
    /// Returns `true` for a URL of the scheme `https`, or `http` on a loopback address, without login, query and fragment.
    package static func isAcceptable(_ text: String) -> Bool {
        guard text.utf8.count <= 512, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "@?#\\\"<>^`{|}".contains($0) })
        else { return false }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return false }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty else { return false }
        let host: Substring
        let port: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
            port = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority.dropFirst(host.count)
        }
        guard !host.isEmpty, port.isEmpty || port.hasPrefix(":") && UInt16(port.dropFirst()) != nil else {
            return false
        }
        return isSecure || Loopback.contains(String(host))
    }
}
