internal import Diagnostics

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
            "the region is \(SafeDescription.word(region)); expected a name such as eu-west-1 (letters, digits and hyphens)"
        case .invalidURL(let url, let place):
            "\(place) is \(SafeDescription.url(url)); expected http(s)://HOST[:PORT][/PATH], without user, query or fragment"
        case .variantOfCustomEndpoint(let variant, let place):
            "\(variant) endpoints are asked for, and \(place) names one; leave one of the two out"
        case .unsupported(let service, let region, let variant):
            "\(service) has no \(variant)endpoint known for the region \(region); name one with AWS_ENDPOINT_URL_\(service.uppercased().replacing(" ", with: "_"))"
        }
    }
}
