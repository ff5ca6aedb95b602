internal import AWSSigV4
internal import HTTPCore
internal import HTTPTypes

/// A signed ad hoc request with all inputs of its signature.
///
/// It contains the session token, if there is one, so its output is a secret.
package struct SignedAdHocRequest: Sendable {
    /// The method.
    package let method: String
    /// The whole URL; a presigned one is a secret until it expires.
    package let url: String
    /// The header fields to send, in order; `Host` comes from the URL.
    package let fields: [(name: String, value: String)]
    /// The canonical request, to compare with that in the service's response.
    package let canonicalRequest: String
    /// The string to sign.
    package let stringToSign: String
    /// The signature in hexadecimal digits.
    package let signature: String
    /// The signing name of the service.
    package let service: String
    /// The signing region.
    package let region: String
    /// A Boolean value that indicates whether the service is a guess from the host.
    package let isServiceGuess: Bool

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

    /// A response to the request.
    package struct Response: Sendable {
        /// The status.
        package let status: Int
        /// The header fields.
        package let fields: [(name: String, value: String)]
        /// The body.
        package let body: [UInt8]
        /// The service's code and message, if the response is an error in one of AWS's formats.
        package let failure: (code: String, message: String)?
    }

    /// Sends the request, once.
    /// - Parameter configuration: The transport and the time-outs.
    /// - Throws: ``AWSError`` if no response arrived.
    package func send(_ configuration: ClientConfiguration) async throws(AWSError) -> Response {
        let request = OutboundRequest(head, body: .bytes(body), timeouts: configuration.timeouts)
        do throws(TransportError) {
            let response = try await configuration.transport.send(request)
            let body = try await response.body.collect(upTo: request.limits.bodyBytes)
            let error = ErrorResponse(WireResponse(head: response.head, body: body))
            let isFailure = response.head.status.kind != .successful && !error.code.isEmpty
            return Response(
                status: response.head.status.code,
                fields: response.head.headerFields.map { ($0.name.rawName, $0.value) }, body: body,
                failure: isFailure ? (error.code, error.message) : nil)
        } catch {
            throw AWSError(.transport(error), service: service, operation: method, message: error.message)
        }
    }
}
