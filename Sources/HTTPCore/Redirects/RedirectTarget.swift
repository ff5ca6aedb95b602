internal import HTTPTypes

/// The target of a `Location` field (RFC 3986 section 5.2, for HTTP).
struct RedirectTarget: Hashable {
    let scheme: String
    let authority: String
    let path: String

    init?(_ location: String, relativeTo base: HTTPRequest) {
        let reference = location.prefix { $0 != "#" }
        let baseScheme = base.scheme?.lowercased() ?? ""
        if let (scheme, rest) = Self.absolute(reference) {
            self.init(scheme: scheme, rest: rest)
        } else if reference.hasPrefix("//") {
            self.init(scheme: baseScheme, rest: reference.dropFirst(2))
        } else {
            self.init(
                scheme: baseScheme, authority: base.authority ?? "",
                path: Self.path(reference, relativeTo: base.path ?? "/"))
        }
        guard ["http", "https"].contains(scheme), !authority.isEmpty else { return nil }
    }

    private init(scheme: String, authority: String, path: String) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
    }

    private init(scheme: String, rest: Substring) {
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = String(rest[end...])
        self.init(scheme: scheme, authority: String(rest[..<end]), path: path.hasPrefix("/") ? path : "/" + path)
    }

    private static func path(_ reference: Substring, relativeTo current: String) -> String {
        if reference.hasPrefix("/") { return String(reference) }
        if reference.isEmpty { return current }
        let currentPath = String(current.prefix { $0 != "?" })
        if reference.hasPrefix("?") { return currentPath + reference }
        let folder = currentPath.lastIndex(of: "/").map { String(currentPath[...$0]) } ?? "/"
        return resolved(folder + reference)
    }

    private static func absolute(_ reference: Substring) -> (scheme: String, rest: Substring)? {
        for scheme in ["http", "https"] where reference.lowercased().hasPrefix(scheme + "://") {
            return (scheme, reference.dropFirst(scheme.count + 3))
        }
        // A colon before any slash indicates another scheme, such as `ftp:`.
        guard let colon = reference.firstIndex(of: ":"), !reference[..<colon].contains(where: { "/?".contains($0) })
        else { return nil }
        return (String(reference[..<colon]), "")
    }

    private static func resolved(_ target: String) -> String {
        let path = target.prefix { $0 != "?" }
        var segments: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".", "..":
                if part == ".." { _ = segments.popLast() }
                if isLast { segments.append("") }
            default: segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/") + target.dropFirst(path.count)
    }
}
