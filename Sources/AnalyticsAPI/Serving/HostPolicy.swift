/// The host names that requests may be addressed to.
///
/// A name server's answers are what its owner likes: a web page of `evil.example` whose name comes to mean 127.0.0.1 reads and
/// writes what listens there, as to the browser it is the page's own origin (DNS rebinding). The name in the request is still
/// the page's.
public struct HostPolicy: Sendable, Hashable {
    /// Any name will do.
    public static let any = HostPolicy(names: nil)

    /// The names besides this machine's own; `nil` for any.
    private let names: Set<String>?

    private init(names: Set<String>?) { self.names = names }

    /// Takes the names that clients use.
    ///
    /// - Parameters:
    ///   - address: The address that the server listens on. On one that only this machine reaches, only this machine's names are
    ///     taken besides those given.
    ///   - names: Further names. On an address that others reach, none given stands for any.
    public init(listeningOn address: String, names: [String]) {
        let given = Set(names.map { $0.lowercased() })
        self.names = given.isEmpty && !ServerSettings.isLoopback(address) ? nil : given
    }

    /// `true` if a request may be addressed so. One without a host is not a browser's.
    func accepts(_ authority: Authority?) -> Bool {
        guard let names, let authority else { return true }
        return authority.isLoopback || names.contains(authority.host)
    }

    /// `true` if a page of an origin may write what a request to a host would (RFC 6454, section 7): one of the same host and port,
    /// or of a name that was given.
    func mayWrite(origin: String, to authority: Authority?) -> Bool {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let from = Authority(parts[2]) else { return false }
        if names?.contains(from.host) == true { return true }
        let usual = parts[0].lowercased() == "https:" ? 443 : 80
        return from.host == authority?.host && (from.port ?? usual) == (authority?.port ?? usual)
    }
}
