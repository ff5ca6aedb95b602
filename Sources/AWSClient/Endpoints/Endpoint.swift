/// The endpoint of a service, with the region to sign for.
package struct Endpoint: Sendable, Hashable {
    /// `https`, or `http` if a custom endpoint says so.
    package let scheme: String
    /// The host, and the port if it is not the scheme's default.
    package let authority: String
    /// The prefix of every path: empty, or with a leading and without a trailing slash.
    package let basePath: String
    /// The region to sign for.
    package let signingRegion: String
    /// `true` for a configured endpoint, `false` for one of AWS's rules.
    package let isCustom: Bool

    /// Creates an endpoint from its parts.
    package init(scheme: String, authority: String, basePath: String, signingRegion: String, isCustom: Bool) {
        self.scheme = scheme
        self.authority = authority
        self.basePath = basePath
        self.signingRegion = signingRegion
        self.isCustom = isCustom
    }

    /// The URL without a trailing slash.
    package var url: String { "\(scheme)://\(authority)\(basePath)" }

    /// Parses a custom endpoint.
    /// - Parameters:
    ///   - url: `http` or `https`, a host, an optional port and path, without user, query or fragment.
    ///   - region: The region to sign for.
    ///   - place: The setting with the URL, for the error.
    /// - Throws: ``EndpointError/invalidURL(_:place:)``.
    package init(customURL url: String, region: String, place: String) throws(EndpointError) {
        guard let separator = url.firstRange(of: "://") else { throw .invalidURL(url, place: place) }
        let scheme = url[..<separator.lowerBound].lowercased()
        let rest = url[separator.upperBound...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<end]
        var path = rest[end...]
        while path.hasSuffix("/") { path.removeLast() }
        let isPlain = url.utf8.allSatisfy { (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) }
        guard scheme == "https" || scheme == "http", isPlain, !authority.isEmpty else {
            throw .invalidURL(url, place: place)
        }
        self.init(
            scheme: scheme, authority: String(authority), basePath: String(path), signingRegion: region, isCustom: true)
    }

    /// Characters not allowed in a base URL: those of a user, a query or a fragment, and those that need escaping.
    private static let forbidden = Set("@?#\\\"<>^`{|}".utf8)
}
