/// Why it is not known where to call a service.
public enum EndpointError: Error, Sendable, Hashable {
    /// No region was named anywhere.
    case noRegion(service: String)
    /// A region cannot be a part of a host name.
    case invalidRegion(String)
    /// A configured URL cannot be used.
    case invalidURL(String, place: String)
    /// A custom endpoint and a variant of AWS's own exclude each other.
    case variantOfCustomEndpoint(variant: String, place: String)
    /// The service has no such endpoint.
    case unsupported(service: String, region: String, variant: String)
}

extension EndpointError: CustomStringConvertible {
    /// What was got, what was expected and what to do.
    public var description: String {
        switch self {
        case .noRegion(let service):
            "no region to call \(service) in; set AWS_REGION, or 'region' in the profile"
        case .invalidRegion(let region):
            "the region is \"\(region.prefix(80))\"; expected a name such as eu-west-1 (letters, digits and hyphens)"
        case .invalidURL(let url, let place):
            "\(place) is \"\(Self.withoutUser(url).prefix(200))\"; expected http(s)://HOST[:PORT][/PATH], without user, query or fragment"
        case .variantOfCustomEndpoint(let variant, let place):
            "\(variant) endpoints are asked for, and \(place) names one; leave one of the two out"
        case .unsupported(let service, let region, let variant):
            "\(service) has no \(variant)endpoint known for the region \(region); name one with AWS_ENDPOINT_URL_\(service.uppercased().replacing(" ", with: "_"))"
        }
    }

    /// A user's part of a URL may be a password.
    private static func withoutUser(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@") else { return url }
        let start = url.firstRange(of: "://").map(\.upperBound) ?? url.startIndex
        return start <= at ? url[..<start] + "<redacted>" + url[at...] : url
    }
}
