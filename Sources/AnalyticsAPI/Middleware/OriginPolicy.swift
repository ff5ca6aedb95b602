/// The origins whose web pages may use the API from another origin (Fetch Standard, "CORS protocol").
package struct OriginPolicy: Sendable, Hashable {
    /// A policy that permits no page of another origin.
    package static let none = OriginPolicy(isAny: false, origins: [])
    /// A policy that permits pages of any origin to read.
    package static let any = OriginPolicy(isAny: true, origins: [])

    private let isAny: Bool
    private let origins: Set<String>

    private init(isAny: Bool, origins: Set<String>) {
        self.isAny = isAny
        self.origins = origins
    }

    /// Creates a policy that permits pages of these origins to use the API with the rights of their credentials.
    ///
    /// - Parameter origins: Origins such as `https://app.example.com`.
    /// - Returns: `nil` if one is not a serialized origin (RFC 6454, section 6.2) of HTTP or HTTPS.
    package init?(origins: [String]) {
        var known: Set<String> = []
        for origin in origins {
            guard let normal = Self.normalized(origin) else { return nil }
            known.insert(normal)
        }
        self.init(isAny: false, origins: known)
    }

    /// Returns the origin as browsers write it: in lower case, without the scheme's usual port; `nil` for another text.
    package static func normalized(_ origin: String) -> String? {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let authority = Authority(parts[2]) else { return nil }
        let scheme = parts[0].lowercased()
        guard scheme == "https:" || scheme == "http:" else { return nil }
        let usual = scheme == "https:" ? 443 : 80
        let port = authority.port.flatMap { $0 == usual ? nil : ":\($0)" } ?? ""
        return "\(scheme)//\(authority.host)\(port)"
    }

    /// `true` if no page of another origin may use the API.
    var isEmpty: Bool { !isAny && origins.isEmpty }

    /// Returns the value of `Access-Control-Allow-Origin` for a page's origin; `nil` if the page may not read answers.
    ///
    /// No answer permits credentials that a browser attaches by itself, so any origin may get `*`.
    func permission(for origin: String) -> String? {
        if isAny { return "*" }
        return origins.contains(origin) ? origin : nil
    }

    /// Returns `true` if pages of an origin may write: those of a listed origin, whatever may read.
    func mayWrite(origin: String) -> Bool { origins.contains(origin) }
}
