internal import Diagnostics

/// An error of signing an ad hoc request.
package enum AdHocRequestError: Error, Sendable, Hashable {
    /// The method is not a token of HTTP.
    case malformedMethod(String)
    /// The URL is malformed.
    case malformedURL(String)
    /// A header has no name or no colon.
    case malformedHeader(String)
    /// A header field cannot be sent.
    case malformedField(String)
    /// The service has characters that a signing name cannot have.
    case malformedService(String)
    /// The host does not determine the service.
    case unknownService(host: String)
    /// The host does not determine the region, and none is set.
    case unknownRegion(host: String)
    /// The endpoint's URL is invalid.
    case endpoint(EndpointError)
    /// A presigned URL for this service cannot leave the payload unsigned.
    case unsignedPresigned(service: String)
    /// The signer rejects the request.
    case signing(String)
}

extension AdHocRequestError: CustomStringConvertible {
    /// A message with the received value, the expected value and the remedy.
    package var description: String {
        switch self {
        case .malformedMethod(let method):
            "the method is \(SafeDescription.word(method)); expected one such as GET or POST"
        case .malformedURL(let url):
            "the URL is \(SafeDescription.url(url)); expected http(s)://HOST[:PORT][/PATH][?QUERY], without user or fragment"
        case .malformedHeader(let header):
            "--header is \(SafeDescription.form(of: header)); expected NAME:VALUE"
        case .malformedField(let name):
            "the header \(SafeDescription.name(name)) cannot be sent; expected NAME:VALUE, a name without spaces and a value without line endings"
        case .malformedService(let service):
            "the service is \(SafeDescription.form(of: service)); expected a signing name such as execute-api"
        case .unknownService(let host):
            "the service to sign for cannot be derived from the host \(SafeDescription.url("https://" + host)); set it with --service"
        case .unknownRegion(let host):
            "the region to sign for cannot be derived from the host \(SafeDescription.url("https://" + host)); set it with --region"
        case .endpoint(let error): error.description
        case .unsignedPresigned(let service):
            "a presigned URL with an unsigned payload works only for S3, not for \(service); remove --unsigned-payload"
        case .signing(let reason): reason
        }
    }
}
