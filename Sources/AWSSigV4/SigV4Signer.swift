internal import Crypto
public import HTTPTypes

/// Signs HTTP requests with AWS Signature Version 4, the algorithm `AWS4-HMAC-SHA256`.
///
/// ```swift
/// let signer = SigV4Signer(service: "sts", region: "eu-west-1")
/// let request = HTTPRequest(
///     method: .get, scheme: "https", authority: "sts.eu-west-1.amazonaws.com",
///     path: "/?Action=GetCallerIdentity&Version=2011-06-15")
/// let signed = try signer.sign(request, with: credentials, at: .now())
/// // Send signed.request.
/// ```
///
/// A signer is a value without state but for its key cache: keep one for each service and region, and use it from
/// anywhere. Every header is signed, apart from those which proxies and clients change on the way (`Connection`,
/// `User-Agent`, `X-Amzn-Trace-Id`, …); the request's authority is signed as `host`.
public struct SigV4Signer: Sendable {
    /// The service's signing name, such as `secretsmanager`.
    public let service: String
    /// The region, such as `eu-west-1`.
    public let region: String
    /// What the service expects of a signature.
    public let rules: SigningRules

    let keys: SigningKeyCache
    private let scopeSuffix: String
    private let scopeError: SigningError?

    static let algorithm = "AWS4-HMAC-SHA256"

    /// Creates a signer.
    /// - Parameters:
    ///   - service: The service's signing name, such as `secretsmanager` or `s3`.
    ///   - region: The region to sign for, such as `eu-west-1`.
    ///   - rules: What the service expects; by default what is known of it by its name.
    ///   - keys: Where derived keys are kept; by default a cache of the signer's own, shared by its copies.
    public init(
        service: String, region: String, rules: SigningRules? = nil, keys: SigningKeyCache = SigningKeyCache()
    ) {
        self.service = service
        self.region = region
        self.rules = rules ?? .rules(forService: service)
        self.keys = keys
        self.scopeSuffix = "/" + region + "/" + service + "/aws4_request"
        self.scopeError =
            if !region.isVisibleASCII(excluding: UInt8(ascii: "/")) {
                .malformedScope(part: "region", value: region)
            } else if !service.isVisibleASCII(excluding: UInt8(ascii: "/")) {
                .malformedScope(part: "service", value: service)
            } else {
                nil
            }
    }

    /// Signs a request with an `Authorization` header.
    ///
    /// Adds `X-Amz-Date` and `Authorization`, `X-Amz-Security-Token` for temporary credentials, and
    /// `x-amz-content-sha256` where the rules ask for it.
    /// - Parameters:
    ///   - request: The request as it will be sent: an authority (or a `Host` header), the path with its query encoded
    ///     as on the wire, and every header that should be signed.
    ///   - payload: What the signature says about the body; an empty body by default.
    ///   - credentials: Who signs.
    ///   - time: When. Services refuse a time that is off by more than a few minutes.
    /// - Returns: The request to send, and what went into its signature.
    /// - Throws: ``SigningError`` if the request is signed already, names no host, or cannot be signed as it is.
    public func sign(
        _ request: HTTPRequest, payload: PayloadHash = .empty, with credentials: AWSCredentials, at time: SigningTime
    ) throws(SigningError) -> SignedRequest {
        let assembly = try assembly(credentials, time)
        return try assembly.signed(request, payload: payload) { stringToSign throws(SigningError) in
            signingKey(credentials, time).hexCode(for: stringToSign)
        }
    }

    /// Signs a request with query parameters: the resulting URL can be handed to someone who has no credentials.
    ///
    /// Whoever uses it must send the request's signed headers unchanged, so give it as few as possible.
    /// - Parameters:
    ///   - request: The request, without a body, as for ``sign(_:payload:with:at:)``.
    ///   - payload: What the signature says about the body; by default what ``SigningRules/presignedPayload`` says.
    ///   - seconds: How long the URL is valid, 1 to 604,800 seconds. It ends with temporary credentials in any case.
    ///   - credentials: Who signs.
    ///   - time: When the validity begins.
    /// - Returns: The request with its path extended, ``SignedRequest/url``, and what went into its signature.
    /// - Throws: ``SigningError`` as for ``sign(_:payload:with:at:)``, and for an expiry out of range.
    public func presign(
        _ request: HTTPRequest, payload: PayloadHash? = nil, expiresIn seconds: Int, with credentials: AWSCredentials,
        at time: SigningTime
    ) throws(SigningError) -> SignedRequest {
        let assembly = try assembly(credentials, time)
        return try assembly.presigned(
            request, payload: payload ?? rules.presignedPayload, expiresIn: seconds
        ) { stringToSign throws(SigningError) in
            signingKey(credentials, time).hexCode(for: stringToSign)
        }
    }

    func signingKey(_ credentials: AWSCredentials, _ time: SigningTime) -> HMAC<SHA256> {
        keys.signingKey(secret: credentials.secretAccessKey, date: time.date, region: region, service: service)
    }

    private func assembly(
        _ credentials: AWSCredentials, _ time: SigningTime
    ) throws(SigningError) -> RequestAssembly {
        if let scopeError { throw scopeError }
        return RequestAssembly(
            algorithm: Self.algorithm, scopeSuffix: scopeSuffix, regionSet: nil, rules: rules, credentials: credentials,
            time: time)
    }
}
