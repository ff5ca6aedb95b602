package import HTTPCore
import HTTPTypes
package import WebTokens

/// Fetches the documents of identity providers over HTTP.
package struct HTTPKeyDocumentSource: KeyDocumentSource {
    /// The time-outs of a request. Clients wait for it.
    private static let timeouts = OutboundRequest.Timeouts(connect: .seconds(2), total: .seconds(3))

    private let transport: any HTTPTransport

    /// Creates a source.
    package init(_ transport: any HTTPTransport) { self.transport = transport }

    package func document(at url: String, limit: Int) async throws(KeyDocumentError) -> [UInt8] {
        guard ProviderURL.isAcceptable(url) else {
            throw KeyDocumentError("the URL is neither https nor on a loopback address")
        }
        let scheme = String(url.prefix { $0 != ":" })
        let rest = url.dropFirst(scheme.count + "://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let request = OutboundRequest(
            HTTPRequest(
                method: .get, scheme: scheme, authority: String(authority), path: path.isEmpty ? "/" : String(path),
                headerFields: [.accept: "application/json, application/jwk-set+json, */*;q=0.1"]),
            timeouts: Self.timeouts, limits: OutboundRequest.Limits(headBytes: 32 << 10, bodyBytes: limit))
        let status: Int
        let bytes: [UInt8]
        do throws(TransportError) {
            let response = try await transport.send(request)
            status = response.head.status.code
            bytes = try await response.body.collect(upTo: limit)
        } catch {
            throw KeyDocumentError("\(authority): \(error.message)")
        }
        // Redirects are not followed: the document must come from the host that the operator or the issuer named.
        guard status == 200 else {
            throw KeyDocumentError(
                "\(authority): got status \(status), expected 200; redirects are not followed",
                kind: status == 404 || status == 403 ? .notFound : .unavailable)
        }
        return bytes
    }
}
