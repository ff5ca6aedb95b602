public import HTTPTypes

/// A signed request with all inputs of its signature.
///
/// AWS's error `SignatureDoesNotMatch` contains the canonical request and the string to sign that AWS computed;
/// compare them with ``canonicalRequest`` and ``stringToSign``.
public struct SignedRequest: Sendable {
    /// The request to send. Its signed headers, path and query must reach the service unchanged.
    public let request: HTTPRequest

    /// The signature in lower-case hexadecimal digits: 64 for SigV4, a DER structure for SigV4a.
    public let signature: String

    /// The names of the signed headers, in lower case, sorted, separated by semicolons.
    public let signedHeaders: String

    /// The credential scope, such as `20150830/us-east-1/service/aws4_request`.
    public let scope: String

    /// The time of the signature.
    public let time: SigningTime

    let canonicalRequestBytes: [UInt8]
    let stringToSignBytes: [UInt8]

    /// The same signature for a request that differs only in unsigned parts.
    func replacing(request: HTTPRequest) -> SignedRequest {
        SignedRequest(
            request: request, signature: signature, signedHeaders: signedHeaders, scope: scope, time: time,
            canonicalRequestBytes: canonicalRequestBytes, stringToSignBytes: stringToSignBytes)
    }

    /// The canonical request. It contains the session token if that is signed.
    public var canonicalRequest: String { String(decoding: canonicalRequestBytes, as: UTF8.self) }

    /// The string to sign.
    public var stringToSign: String { String(decoding: stringToSignBytes, as: UTF8.self) }

    /// The whole URL, or `nil` if the request has no scheme.
    ///
    /// A presigned URL works for any client: treat it as a secret until it expires.
    public var url: String? {
        guard let scheme = request.scheme, let authority = request.authority else { return nil }
        return scheme + "://" + authority + (request.path ?? "/")
    }
}

extension SignedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The method, the host, the scope and the signed headers' names, without the signature or a token.
    public var description: String {
        "SignedRequest(\(request.method) \(request.authority ?? ""), scope: \(scope), signedHeaders: \(signedHeaders))"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror {
        Mirror(
            self, children: ["method": request.method.rawValue, "scope": scope, "signedHeaders": signedHeaders],
            displayStyle: .struct)
    }
}
