public import HTTPTypes

/// A signed request, together with everything that went into its signature.
///
/// When AWS answers `SignatureDoesNotMatch` it tells the canonical request and the string to sign that it computed;
/// compare them with ``canonicalRequest`` and ``stringToSign``.
public struct SignedRequest: Sendable {
    /// The request to send. Its signed headers, path and query must reach the service unchanged.
    public let request: HTTPRequest

    /// The signature in lower-case hexadecimal digits: 64 for SigV4, a DER structure for SigV4a.
    public let signature: String

    /// The names of the headers that are signed, in lower case, sorted, separated by semicolons.
    public let signedHeaders: String

    /// The credential scope, such as `20150830/us-east-1/service/aws4_request`.
    public let scope: String

    /// The time the signature was made for.
    public let time: SigningTime

    let canonicalRequestBytes: [UInt8]
    let stringToSignBytes: [UInt8]

    /// The same signature, for a request that differs in what is not signed.
    func replacing(request: HTTPRequest) -> SignedRequest {
        SignedRequest(
            request: request, signature: signature, signedHeaders: signedHeaders, scope: scope, time: time,
            canonicalRequestBytes: canonicalRequestBytes, stringToSignBytes: stringToSignBytes)
    }

    /// The canonical request. It holds the session token, if there is one and it is signed.
    public var canonicalRequest: String { String(decoding: canonicalRequestBytes, as: UTF8.self) }

    /// The string that the signature is of.
    public var stringToSign: String { String(decoding: stringToSignBytes, as: UTF8.self) }

    /// The whole URL, or `nil` if the request has no scheme. For a presigned request it is what to hand out.
    ///
    /// Whoever holds a presigned URL can use it: treat it as a secret until it expires.
    public var url: String? {
        guard let scheme = request.scheme, let authority = request.authority else { return nil }
        return scheme + "://" + authority + (request.path ?? "/")
    }
}

extension SignedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The method, the host, the scope and the signed headers' names. The signature and any token stay out.
    public var description: String {
        "SignedRequest(\(request.method) \(request.authority ?? ""), scope: \(scope), signedHeaders: \(signedHeaders))"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror that shows no more than ``description`` does.
    public var customMirror: Mirror {
        Mirror(
            self, children: ["method": request.method.rawValue, "scope": scope, "signedHeaders": signedHeaders],
            displayStyle: .struct)
    }
}
