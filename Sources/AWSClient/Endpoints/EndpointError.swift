internal import Diagnostics

/// An error of determining a service's endpoint.
package enum EndpointError: Error, Sendable, Hashable {
    /// No region is set.
    case noRegion(service: String)
    /// The region cannot be part of a host name.
    case invalidRegion(String)
    /// A configured URL is invalid.
    case invalidURL(String, place: String)
    /// A custom endpoint and a variant of AWS's endpoints are both configured.
    case variantOfCustomEndpoint(variant: String, place: String)
    /// The service has no endpoint of this variant in this region.
    case unsupported(service: String, region: String, variant: String)
}

extension EndpointError: CustomStringConvertible {
    /// A message with the received value, the expected value and the remedy.
    package var description: String {
        switch self {
        case .noRegion(let service):
            "no region is set for \(service); set AWS_REGION, or region in the profile"
        case .invalidRegion(let region):
            "the region is \(SafeDescription.word(region)); expected a name such as eu-west-1 (letters, digits and hyphens)"
        case .invalidURL(let url, let place):
            "\(place) is \(SafeDescription.url(url)); expected http(s)://HOST[:PORT][/PATH], without user, query or fragment"
        case .variantOfCustomEndpoint(let variant, let place):
            "\(variant) endpoints are enabled and \(place) sets a custom one; remove one of the two"
        case .unsupported(let service, let region, let variant):
            "\(service) has no known \(variant)endpoint in the region \(region); set AWS_ENDPOINT_URL_\(service.uppercased().replacing(" ", with: "_"))"
        }
    }
}
