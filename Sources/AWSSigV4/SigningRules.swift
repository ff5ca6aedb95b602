/// Where services differ in what they expect of a signature.
public struct SigningRules: Sendable, Hashable {
    /// How a request's path is written in the canonical request.
    public enum PathEncoding: Sendable, Hashable {
        /// Every byte of the path as it is sent is percent-encoded, so a `%20` becomes `%2520`. Every service but S3.
        case twice
        /// The path is written percent-encoded once: what is encoded already stays, the rest is encoded. S3.
        case once
    }

    /// How the path is encoded.
    public var pathEncoding: PathEncoding

    /// Whether `.` and `..` segments and repeated slashes are resolved before the path is signed. S3 keeps them,
    /// because they are part of an object's key.
    public var normalizesPath: Bool

    /// `true` if the payload's hash is sent, and signed, in the header `x-amz-content-sha256`. S3 requires it, and so do
    /// Glacier, OpenSearch Serverless and VPC Lattice. A payload that is no hash, such as ``PayloadHash/unsigned``, is sent
    /// there in any case. It has no effect on presigned requests.
    public var sendsPayloadHash: Bool

    /// Whether the session token takes part in the signature. A few services want it added afterwards; it is sent
    /// in either case.
    public var signsSessionToken: Bool

    /// The payload to assume in a presigned request when the caller names none. Whoever presigns an S3 request does not
    /// know the body yet.
    public var presignedPayload: PayloadHash

    /// Creates rules; each default is what most services expect.
    /// - Parameters:
    ///   - pathEncoding: How the path is encoded; twice by default.
    ///   - normalizesPath: Whether dot segments and repeated slashes are resolved; `true` by default.
    ///   - sendsPayloadHash: Whether `x-amz-content-sha256` is added; `false` by default.
    ///   - signsSessionToken: Whether the session token is signed; `true` by default.
    ///   - presignedPayload: The payload a presigned request assumes; an empty body by default.
    public init(
        pathEncoding: PathEncoding = .twice, normalizesPath: Bool = true, sendsPayloadHash: Bool = false,
        signsSessionToken: Bool = true, presignedPayload: PayloadHash = .empty
    ) {
        self.pathEncoding = pathEncoding
        self.normalizesPath = normalizesPath
        self.sendsPayloadHash = sendsPayloadHash
        self.signsSessionToken = signsSessionToken
        self.presignedPayload = presignedPayload
    }

    /// What most services expect.
    public static let standard = SigningRules()

    /// What S3 expects.
    public static let s3 = SigningRules(
        pathEncoding: .once, normalizesPath: false, sendsPayloadHash: true, presignedPayload: .unsigned)

    /// The rules for a service by its signing name.
    /// - Parameter service: The name a signature's scope holds, such as `s3` or `secretsmanager`.
    public static func rules(forService service: String) -> SigningRules {
        switch service {
        case "s3", "s3express", "s3-object-lambda", "s3-outposts": .s3
        // "Signing HTTP requests" of Amazon OpenSearch Serverless; "Common request headers", Glacier; "SIGv4 authenticated
        // requests for Amazon VPC Lattice".
        case "aoss", "glacier", "vpc-lattice-svcs": SigningRules(sendsPayloadHash: true)
        default: .standard
        }
    }
}
