internal import Crypto
public import HTTPTypes

/// Signs HTTP requests with AWS Signature Version 4, the algorithm `AWS4-HMAC-SHA256`.
///
/// ```swift
/// let request = HTTPRequest(
///     method: .get, scheme: "https", authority: "sts.eu-west-1.amazonaws.com",
///     path: "/?Action=GetCallerIdentity&Version=2011-06-15")
/// let signed = try SigV4Signer(service: "sts", region: "eu-west-1").sign(request, with: credentials)
/// // Send signed.request.
/// ```
///
/// A signer's only state is its key cache: keep one signer for each service and region and share it between tasks.
/// It signs every header except those that proxies and clients change (`Connection`, `User-Agent`,
/// `X-Amzn-Trace-Id`, …), and the request's authority as `host`.
public struct SigV4Signer: Sendable {
    /// The service's signing name, such as `secretsmanager`.
    public let service: String
    /// The region, such as `eu-west-1`.
    public let region: String
    /// The service's expectations of a signature.
    public let rules: SigningRules

    let keys: SigningKeyCache
    private let scopeSuffix: String
    private let scopeError: SigningError?

    static let algorithm = "AWS4-HMAC-SHA256"

    /// Creates a signer.
    /// - Parameters:
    ///   - service: The service's signing name, such as `secretsmanager` or `s3`.
    ///   - region: The region to sign for, such as `eu-west-1`.
    ///   - rules: The service's expectations; by default ``SigningRules/rules(forService:)``.
    ///   - keys: The cache of derived keys; by default a cache shared by the signer's copies alone.
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
    /// `x-amz-content-sha256` if the rules require it.
    /// - Parameters:
    ///   - request: The request to send: an authority (or a `Host` header), the path and query, encoded, and every
    ///     header to sign.
    ///   - payload: The hash of the body; that of an empty body by default.
    ///   - credentials: The credentials to sign with.
    ///   - time: The time of the signature. The current time by default; services reject one that is
    ///     off by more than a few minutes.
    /// - Returns: The request to send, with the inputs of its signature.
    /// - Throws: ``SigningError`` if the request is already signed, has no host, or cannot be signed unchanged.
    public func sign(
        _ request: HTTPRequest, payload: PayloadHash = .empty, with credentials: AWSCredentials,
        at time: SigningTime = .now()
    ) throws(SigningError) -> SignedRequest {
        let assembly = try assembly(credentials, time)
        return try assembly.signed(request, payload: payload) { stringToSign throws(SigningError) in
            signingKey(credentials, time).hexCode(for: stringToSign)
        }
    }

    /// Signs a request with query parameters, which gives a URL that clients without credentials can use.
    ///
    /// Such a client must send the request's signed headers unchanged, so use as few as possible.
    /// - Parameters:
    ///   - request: The request, without a body, as for ``sign(_:payload:with:at:)``.
    ///   - payload: The hash of the body; ``SigningRules/presignedPayload`` by default.
    ///   - seconds: The validity of the URL, 1 to 604,800 seconds. It never outlasts temporary credentials.
    ///   - credentials: The credentials to sign with.
    ///   - time: The beginning of the validity; the current time by default.
    /// - Returns: The request with its path extended, ``SignedRequest/url``, and the inputs of its signature.
    /// - Throws: ``SigningError`` as for ``sign(_:payload:with:at:)``, and for an expiry out of range.
    public func presign(
        _ request: HTTPRequest, payload: PayloadHash? = nil, expiresIn seconds: Int, with credentials: AWSCredentials,
        at time: SigningTime = .now()
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
