/// A domain name of letters, digits and hyphens, such as `api.example.com`, in lower case.
public struct DomainName: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral, TextReadable {
    /// The name.
    public let name: String

    /// Wraps a name; the rule of the property that takes it decides whether it is valid.
    public init(_ name: String) {
        self.name = name
    }

    /// Wraps a name.
    public init(stringLiteral name: String) {
        self.init(name)
    }

    /// The text form.
    package static let form = "a domain name such as api.example.com"

    /// Takes any text; the property's rule decides.
    package init?(text: String) {
        self.init(text)
    }

    /// The name in quotes.
    public var description: String { "\"\(name)\"" }

    /// The valid names (RFC 1035, section 2.3.1, with digits in front as RFC 1123 allows).
    public static var valid: ValidValues<DomainName> {
        ValidValues("a domain name in lower case, such as api.example.com", contains: { $0.isHost })
    }

    /// The valid names of a certificate, which may begin with `*.` for all names of one label below the rest.
    static var validInCertificate: ValidValues<DomainName> {
        ValidValues("a domain name in lower case, such as api.example.com or *.example.com") { domain in
            domain.name.hasPrefix("*.") ? DomainName(String(domain.name.dropFirst(2))).isHost : domain.isHost
        }
    }

    private var isHost: Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// Returns a Boolean value that indicates whether a certificate for this name, which may be a wildcard, covers a host: a
    /// wildcard stands for exactly one label (RFC 6125, section 6.4.3).
    public func covers(_ host: DomainName) -> Bool {
        guard name.hasPrefix("*.") else { return name == host.name }
        guard let dot = host.name.firstIndex(of: "."), dot != host.name.startIndex else { return false }
        return host.name[dot...] == name.dropFirst()
    }
}
