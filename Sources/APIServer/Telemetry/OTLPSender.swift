import AWSClient
import AWSSigV4
import AnalyticsAPI
import Diagnostics
import HTTPCore
import HTTPTypes

/// Sends the export requests of one signal, with a signature for an endpoint of AWS.
struct OTLPSender: Sendable {
    /// The time-outs of a request (OTLP's default).
    static let timeouts = OutboundRequest.Timeouts(connect: .seconds(5), total: .seconds(10))
    /// The time-outs of the last requests before the process ends.
    static let lastTimeouts = OutboundRequest.Timeouts(connect: .seconds(1), total: .seconds(2))

    let endpoint: OTLPEndpoint
    let fields: [TelemetrySettings.Field]
    let transport: any HTTPTransport
    /// The provider of credentials for an endpoint that demands a signature.
    let credentials: (any CredentialsProvider)?
    private let signer: SigV4Signer?

    /// - Parameter credentials: The provider of credentials for an endpoint of AWS.
    init(
        _ endpoint: OTLPEndpoint, fields: [TelemetrySettings.Field] = [], transport: any HTTPTransport,
        credentials: (any CredentialsProvider)? = nil
    ) {
        self.endpoint = endpoint
        self.fields = fields
        self.transport = transport
        self.credentials = credentials
        signer = endpoint.signing.map { SigV4Signer(service: $0.service, region: $0.region) }
    }

    /// Sends a body once.
    func send(_ body: [UInt8], timeouts: OutboundRequest.Timeouts = OTLPSender.timeouts) async -> ExportOutcome {
        var head = HTTPRequest(
            method: .post, scheme: endpoint.scheme, authority: endpoint.authority, path: endpoint.path,
            headerFields: [
                .contentType: "application/json", .userAgent: "OTel-OTLP-Exporter-Swift/\(BuildVersion.current)",
            ])
        for field in fields {
            if let name = HTTPField.Name(field.name) { head.headerFields[name] = field.value }
        }
        var used: ResolvedCredentials?
        if let signer {
            do {
                guard let found = try await credentials?.credentials() else {
                    return .failed(reason: "there are no AWS credentials", delay: nil)
                }
                head = try signer.sign(head, payload: .sha256(of: body), with: found.credentials).request
                used = found
            } catch {
                return .failed(reason: "the request cannot be signed: \(error)", delay: nil)
            }
        }
        do throws(TransportError) {
            let limits = OutboundRequest.Limits(bodyBytes: 4 << 20)
            let response = try await transport.send(
                OutboundRequest(head, body: .bytes(body), timeouts: timeouts, limits: limits))
            await response.body.discard()
            let status = response.head.status.code
            switch status {
            case 200..<300: return .accepted
            // The only statuses that OTLP lets a client repeat.
            case 429, 502, 503, 504:
                return .failed(reason: "the receiver answered with status \(status)", delay: response.head.retryDelay)
            default:
                // The credentials may have been revoked before their time.
                if let used, status == 400 || status == 403 { await credentials?.discard(used) }
                return .rejected(reason: "the receiver answered with status \(status)")
            }
        } catch {
            return .failed(reason: error.description, delay: nil)
        }
    }
}
