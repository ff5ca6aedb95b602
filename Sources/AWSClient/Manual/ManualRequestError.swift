internal import Diagnostics

/// Why a request that a person wrote out cannot be signed.
public enum ManualRequestError: Error, Sendable, Hashable {
    /// The method is no token of HTTP.
    case malformedMethod(String)
    /// The URL cannot be called.
    case malformedURL(String)
    /// A header field cannot be sent.
    case malformedField(String)
    /// The service has no signing name's characters.
    case malformedService(String)
    /// The host does not tell the service.
    case unknownService(host: String)
    /// The host does not tell the region, and none is set.
    case unknownRegion(host: String)
    /// The endpoint that is named in the URL's place cannot be called.
    case endpoint(EndpointError)
    /// A presigned URL cannot say that its payload is unsigned.
    case unsignedPresigned(service: String)
    /// The signer refuses the request.
    case signing(String)
}

extension ManualRequestError: CustomStringConvertible {
    /// What was got, what was expected and what to do.
    public var description: String {
        switch self {
        case .malformedMethod(let method):
            "the method is \(SafeDescription.word(method)); expected one such as GET or POST"
        case .malformedURL(let url):
            "the URL is \(SafeDescription.url(url)); expected http(s)://HOST[:PORT][/PATH][?QUERY], without user or fragment"
        case .malformedField(let name):
            "the header \(SafeDescription.name(name)) cannot be sent; expected NAME:VALUE, a name without spaces and a value without line ends"
        case .malformedService(let service):
            "the service is \(SafeDescription.form(of: service)); expected a signing name such as execute-api"
        case .unknownService(let host):
            "the host \(SafeDescription.url("https://" + host)) does not tell which service to sign for; name it with --service"
        case .unknownRegion(let host):
            "the host \(SafeDescription.url("https://" + host)) does not tell which region to sign for; name it with --region"
        case .endpoint(let error): error.description
        case .unsignedPresigned(let service):
            "a presigned URL for \(service) cannot say that the payload is unsigned, only one for S3 can; leave --unsigned-payload out"
        case .signing(let reason): reason
        }
    }
}
