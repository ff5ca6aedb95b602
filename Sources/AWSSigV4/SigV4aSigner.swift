import Basics
internal import Crypto
public import HTTPTypes
internal import Synchronization

/// Signs HTTP requests with AWS Signature Version 4A, the algorithm `AWS4-ECDSA-P256-SHA256`, whose signatures are
/// valid in several regions. S3 Multi-Region Access Points require it.
///
/// ECDSA signatures are random: the same request signed twice has two signatures, both valid.
public struct SigV4aSigner: Sendable {
    /// The service's signing name, such as `s3`.
    public let service: String
    /// The regions the signature is valid in, such as `["*"]` or `["us-east-1", "eu-*"]`.
    public let regionSet: [String]
    /// The service's expectations of a signature.
    public let rules: SigningRules

    private let keys = KeyStore()

    static let algorithm = "AWS4-ECDSA-P256-SHA256"

    /// Creates a signer.
    /// - Parameters:
    ///   - service: The service's signing name, such as `s3`.
    ///   - regionSet: The regions the signature is valid in; `*` matches any run of characters.
    ///   - rules: The service's expectations; by default ``SigningRules/rules(forService:)``.
    public init(service: String, regionSet: [String], rules: SigningRules? = nil) {
        self.service = service
        self.regionSet = regionSet
        self.rules = rules ?? .rules(forService: service)
    }

    /// Signs a request with an `Authorization` header, as ``SigV4Signer/sign(_:payload:with:at:)`` does. Adds
    /// `X-Amz-Region-Set` as well.
    /// - Parameters:
    ///   - request: The request to send.
    ///   - payload: The hash of the body; that of an empty body by default.
    ///   - credentials: The credentials to sign with.
    ///   - time: The time of the signature; the current time by default.
    /// - Returns: The request to send, with the inputs of its signature.
    /// - Throws: ``SigningError`` if the request is already signed, has no host, or cannot be signed unchanged.
    public func sign(
        _ request: HTTPRequest, payload: PayloadHash = .empty, with credentials: AWSCredentials,
        at time: SigningTime = .now()
    ) throws(SigningError) -> SignedRequest {
        let assembly = try assembly(credentials, time)
        return try assembly.signed(request, payload: payload) { stringToSign throws(SigningError) in
            try seal(stringToSign, credentials)
        }
    }

    /// Signs a request with query parameters, as ``SigV4Signer/presign(_:payload:expiresIn:with:at:)`` does.
    /// - Parameters:
    ///   - request: The request, without a body.
    ///   - payload: The hash of the body; ``SigningRules/presignedPayload`` by default.
    ///   - seconds: The validity of the URL, 1 to 604,800 seconds.
    ///   - credentials: The credentials to sign with.
    ///   - time: The beginning of the validity; the current time by default.
    /// - Returns: The request with its path extended, and the inputs of its signature.
    /// - Throws: ``SigningError`` as for ``sign(_:payload:with:at:)``, and for an expiry out of range.
    public func presign(
        _ request: HTTPRequest, payload: PayloadHash? = nil, expiresIn seconds: Int, with credentials: AWSCredentials,
        at time: SigningTime = .now()
    ) throws(SigningError) -> SignedRequest {
        let assembly = try assembly(credentials, time)
        return try assembly.presigned(
            request, payload: payload ?? rules.presignedPayload, expiresIn: seconds
        ) { stringToSign throws(SigningError) in
            try seal(stringToSign, credentials)
        }
    }

    private func seal(_ stringToSign: [UInt8], _ credentials: AWSCredentials) throws(SigningError) -> [UInt8] {
        let key = try keys.key(for: credentials)
        // Signing fails only if the system's random number generator does.
        guard let signature = try? key.signature(for: stringToSign) else { throw .keyDerivationFailed }
        return Array(signature.derRepresentation).withUnsafeBytes { [UInt8](hexadecimal: $0) }
    }

    private func assembly(
        _ credentials: AWSCredentials, _ time: SigningTime
    ) throws(SigningError) -> RequestAssembly {
        guard service.isVisibleASCII(excluding: UInt8(ascii: "/")) else {
            throw .malformedScope(part: "service", value: service)
        }
        let regions = regionSet.joined(separator: ",")
        guard !regionSet.isEmpty, regionSet.allSatisfy({ $0.isVisibleASCII(excluding: UInt8(ascii: ",")) }) else {
            throw .malformedScope(part: "region set", value: regions)
        }
        return RequestAssembly(
            algorithm: Self.algorithm, scopeSuffix: "/" + service + "/aws4_request", regionSet: regions, rules: rules,
            credentials: credentials, time: time)
    }
}

/// Derived keys by their credentials: deriving one takes longer than signing with it.
private final class KeyStore: Sendable {
    private let keys = Mutex(BoundedCache<AWSCredentials, P256.Signing.PrivateKey>(capacity: 16))

    func key(for credentials: AWSCredentials) throws(SigningError) -> P256.Signing.PrivateKey {
        if let key = keys.withLock({ $0.value(for: credentials) }) { return key }
        let key = try SigV4aKey.derive(from: credentials)
        keys.withLock { $0.insert(key, for: credentials) }
        return key
    }
}

extension SigV4aSigner: CustomReflectable {
    /// A mirror without the key store.
    public var customMirror: Mirror {
        Mirror(self, children: ["service": service, "regionSet": regionSet], displayStyle: .struct)
    }
}
