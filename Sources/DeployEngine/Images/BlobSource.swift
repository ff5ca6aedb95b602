package import AWSClient
package import HTTPCore
import HTTPTypes

/// A source of the documents behind signed URLs of a registry.
package protocol BlobSource: Sendable {
    /// Returns the document at a URL.
    /// - Throws: ``AWSError``.
    func bytes(at url: SensitiveText) async throws(AWSError) -> [UInt8]
}

/// A source over HTTP, for documents of up to 4 MiB.
package struct HTTPBlobSource: BlobSource {
    private let transport: any HTTPTransport

    /// Creates a source.
    package init(transport: any HTTPTransport) { self.transport = transport }

    private static let limit = 4 * 1024 * 1024

    /// Requests the document once.
    package func bytes(at url: SensitiveText) async throws(AWSError) -> [UInt8] {
        let text = url.revealed
        guard let mark = text.firstRange(of: "://") else {
            throw Self.error(.invalidResponse, "the registry gave no URL")
        }
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        let head = HTTPRequest(
            method: .get, scheme: String(text[..<mark.lowerBound]), authority: String(authority),
            path: String(rest[authority.endIndex...]), headerFields: [.userAgent: "weir-infra-cli"])
        do throws(TransportError) {
            let response = try await transport.send(
                OutboundRequest(
                    head, timeouts: .init(connect: .seconds(5), total: .seconds(30)),
                    limits: .init(bodyBytes: Self.limit)))
            let body = try await response.body.collect(upTo: Self.limit)
            if response.head.status == .ok { return body }
            throw TransportError(
                .malformedResponse, "the document's address responded with \(response.head.status.code)")
        } catch {
            throw Self.error(.transport(error), error.message)
        }
    }

    // The URL's query is a signature, so messages do not have it.
    private static func error(_ kind: AWSError.Kind, _ message: String) -> AWSError {
        AWSError(kind, service: "ECR", operation: "GetDownloadUrlForLayer", message: message)
    }
}
