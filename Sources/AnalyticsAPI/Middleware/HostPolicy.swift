import Basics
import HTTPTypes

/// The host names that requests may be addressed to.
///
/// The policy prevents DNS rebinding: the owner of `evil.example` can make the name resolve to 127.0.0.1, and a page from there
/// then reads and writes through the visitor's browser, which considers this server the page's own origin. The request still
/// carries the page's host name.
package struct HostPolicy: Sendable, Hashable {
    /// A policy that accepts any name.
    package static let any = HostPolicy(names: nil)

    /// The accepted names besides this machine's own; `nil` for any.
    private let names: Set<String>?

    private init(names: Set<String>?) { self.names = names }

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - address: The address that the server listens on. On a loopback address, loopback names are accepted besides `names`.
    ///   - names: Additional names. On any other address, an empty array accepts all names.
    package init(listeningOn address: String, names: [String]) {
        let given = Set(names.map { $0.lowercased() })
        self.names = given.isEmpty && !Loopback.contains(address) ? nil : given
    }

    /// Returns `true` if a request may be addressed to a host. A request without a host does not come from a browser.
    func accepts(_ authority: Authority?) -> Bool {
        guard let names, let authority else { return true }
        return authority.isLoopback || names.contains(authority.host)
    }

    /// Returns `true` if pages of an origin (RFC 6454, section 7) may write through requests to a host: pages of the same host
    /// and port, or of a name in the policy.
    func mayWrite(origin: String, to authority: Authority?) -> Bool {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let from = Authority(parts[2]) else { return false }
        if names?.contains(from.host) == true { return true }
        let usual = parts[0].lowercased() == "https:" ? 443 : 80
        return from.host == authority?.host && (from.port ?? usual) == (authority?.port ?? usual)
    }

    /// Returns `true` if a browser states that a page of the request's own host made the request, or its user without any page.
    ///
    /// A browser that sends `Sec-Fetch-Site` is believed before one that sends `Origin` alone; no page can set either.
    func isOwnPage(_ request: HTTPRequest) -> Bool {
        let sites = request.headerFields[values: .secFetchSite]
        guard sites.isEmpty else { return sites.allSatisfy { $0 == "same-origin" || $0 == "none" } }
        let authority = request.authority.flatMap { Authority($0) }
        let origins = request.headerFields[values: .origin]
        return origins.count == 1 && mayWrite(origin: origins[0], to: authority)
    }
}
