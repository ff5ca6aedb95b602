import Diagnostics

/// The URL of a health check.
package struct ProbeTarget: CustomStringConvertible {
    let host: String
    let port: Int
    let path: String
    /// `true` for a URL that the operator has given.
    private let isURL: Bool

    /// Creates the target for a server on this machine.
    ///
    /// - Parameter host: The address that the server listens on. The wildcard addresses become 127.0.0.1.
    package init(listeningOn host: String, port: Int) {
        self.host = ["0.0.0.0", "::", "[::]"].contains(host) ? "127.0.0.1" : host
        self.port = port
        path = "/health/live"
        isURL = false
    }

    /// Parses `http://HOST[:PORT][/PATH]`.
    package init(url: String) throws(SettingsError) {
        let problem = SettingsError("--url: got \(SafeDescription.url(url)), expected http://HOST:PORT/PATH")
        guard url.hasPrefix("http://") else { throw problem }
        let rest = url.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard !url.contains("@"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw problem }
        let colon = authority.hasSuffix("]") ? nil : authority.lastIndex(of: ":")
        var host = authority[..<(colon ?? authority.endIndex)]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let port = colon.map { Int(authority[authority.index(after: $0)...]) } ?? 80
        guard let port, (1...65_535).contains(port), !host.isEmpty else { throw problem }
        self.host = String(host)
        self.port = port
        self.path = path.isEmpty ? "/" : String(path)
        isURL = true
    }

    /// Describes a request that got no HTTP status, with the remedy.
    package func explanation(of error: HealthProbeError) -> String {
        let other =
            isURL ? "correct --url" : "name the address of a running one with --host and --port (or HOST and PORT)"
        return "no server answers at \(self): \(error); start the server, or \(other)"
    }

    /// The URL without its query, which may contain a token.
    package var description: String { "\(origin)\(path.prefix { $0 != "?" })" }

    /// The URL without its path.
    package var origin: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
