/// A service's expectations of a signature, where services differ.
public struct SigningRules: Sendable, Hashable {
    /// The encoding of a request's path in the canonical request.
    public enum PathEncoding: Sendable, Hashable {
        /// The path as sent is percent-encoded again, so `%20` becomes `%2520`. Every service but S3.
        case twice
        /// The path is percent-encoded once: existing escapes stay, other bytes are encoded. S3.
        case once
    }

    /// The encoding of the path.
    public var pathEncoding: PathEncoding

    /// `true` if `.` and `..` segments and repeated slashes are resolved before the path is signed. S3 keeps them,
    /// because they are part of an object's key.
    public var normalizesPath: Bool

    /// `true` if the payload's hash is sent, and signed, in the header `x-amz-content-sha256`. S3, Glacier, OpenSearch
    /// Serverless and VPC Lattice require it. A word such as ``PayloadHash/unsigned`` is always sent there. Presigned
    /// requests are not affected.
    public var sendsPayloadHash: Bool

    /// `true` if the session token is part of the signature. A few services require it to be added afterwards; it is
    /// sent in either case.
    public var signsSessionToken: Bool

    /// The default payload of a presigned request. For S3 it is unsigned, because the body is not known when the
    /// request is presigned.
    public var presignedPayload: PayloadHash

    /// Creates rules; the defaults fit most services.
    /// - Parameters:
    ///   - pathEncoding: The encoding of the path; twice by default.
    ///   - normalizesPath: `true` to resolve dot segments and repeated slashes; `true` by default.
    ///   - sendsPayloadHash: `true` to add `x-amz-content-sha256`; `false` by default.
    ///   - signsSessionToken: `true` to sign the session token; `true` by default.
    ///   - presignedPayload: The default payload of a presigned request; an empty body by default.
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

    /// The rules of most services.
    public static let standard = SigningRules()

    /// The rules of S3.
    public static let s3 = SigningRules(
        pathEncoding: .once, normalizesPath: false, sendsPayloadHash: true, presignedPayload: .unsigned)

    /// The rules of a service by its signing name.
    /// - Parameter service: The service's name in a signature's scope, such as `s3` or `secretsmanager`.
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
