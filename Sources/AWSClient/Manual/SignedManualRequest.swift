internal import AWSSigV4
internal import HTTPCore
internal import HTTPTypes

/// A request that a person wrote out, signed, with everything that went into its signature.
///
/// It holds the session token, if there is one: whoever prints it shows it.
public struct SignedManualRequest: Sendable {
    /// The method.
    public let method: String
    /// The whole URL; signed by its query, it is a secret until it expires.
    public let url: String
    /// The header fields to send, in order; `Host` comes from the URL.
    public let fields: [(name: String, value: String)]
    /// The canonical request: compare it with the one in the service's answer.
    public let canonicalRequest: String
    /// The string that the signature is of.
    public let stringToSign: String
    /// The signature in hexadecimal digits.
    public let signature: String
    /// The service that is signed for.
    public let service: String
    /// The region that is signed for.
    public let region: String
    /// A Boolean value that indicates whether the service is a guess from the host.
    public let isServiceGuess: Bool

    private let head: HTTPRequest
    private let body: [UInt8]

    init(_ signed: SignedRequest, body: [UInt8], service: String, region: String, isGuess: Bool) {
        head = signed.request
        method = signed.request.method.rawValue
        url = signed.url ?? ""
        fields = signed.request.headerFields.map { ($0.name.rawName, $0.value) }
        canonicalRequest = signed.canonicalRequest
        stringToSign = signed.stringToSign
        signature = signed.signature
        self.body = body
        self.service = service
        self.region = region
        isServiceGuess = isGuess
    }

    /// What came back.
    public struct Answer: Sendable {
        /// The status.
        public let status: Int
        /// The header fields.
        public let fields: [(name: String, value: String)]
        /// The body.
        public let body: [UInt8]
        /// The service's code and message, if the answer is an error in one of AWS's shapes.
        public let failure: (code: String, message: String)?
    }

    /// Sends the request, once.
    /// - Parameter configuration: Through what, and how patiently.
    /// - Throws: ``AWSError`` if no answer arrived.
    public func send(_ configuration: ClientConfiguration) async throws(AWSError) -> Answer {
        let request = OutboundRequest(head, body: .bytes(body), timeouts: configuration.timeouts)
        do throws(TransportError) {
            let response = try await configuration.transport.send(request)
            let body = try await response.body.collect(upTo: request.limits.bodyBytes)
            let error = ErrorAnswer(WireResponse(head: response.head, body: body))
            let isFailure = response.head.status.kind != .successful && !error.code.isEmpty
            return Answer(
                status: response.head.status.code,
                fields: response.head.headerFields.map { ($0.name.rawName, $0.value) }, body: body,
                failure: isFailure ? (error.code, error.message) : nil)
        } catch {
            throw AWSError(.transport(error), service: service, operation: method, message: error.message)
        }
    }
}
