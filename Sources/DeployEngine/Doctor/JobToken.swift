package import HTTPCore
import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The token of a GitHub job, of which only the claims leave this type.
///
/// Source: "OpenID Connect reference", GitHub Actions.
package struct JobToken: Sendable {
    private let transport: any HTTPTransport

    /// Creates a reader.
    package init(transport: any HTTPTransport) { self.transport = transport }

    /// Asks for a token with AWS's audience and returns its claims in JSON; nil if the job may not ask or GitHub gives none.
    /// - Parameter variables: The variables of the process.
    package func claims(_ variables: [String: String]) async -> String? {
        guard let address = variables["ACTIONS_ID_TOKEN_REQUEST_URL"], let mark = address.firstRange(of: "://"),
            let secret = variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"], !secret.isEmpty
        else { return nil }
        let rest = address[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        var path = String(rest[authority.endIndex...])
        if !path.hasPrefix("/") { path = "/" + path }
        path += (path.contains("?") ? "&" : "?") + "audience=sts.amazonaws.com"
        let head = HTTPRequest(
            method: .get, scheme: String(address[..<mark.lowerBound]), authority: String(authority), path: path,
            headerFields: [
                .authorization: "Bearer \(secret)", .accept: "application/json", .userAgent: "weir-infra-cli",
            ])
        do throws(TransportError) {
            let response = try await transport.send(
                OutboundRequest(
                    head, timeouts: .init(connect: .seconds(5), total: .seconds(15)),
                    limits: .init(bodyBytes: 64 * 1024)))
            guard response.head.status == .ok else { return nil }
            return Self.claims(inResponse: try await response.body.collect(upTo: 64 * 1024))
        } catch {
            return nil
        }
    }

    private struct Response: Decodable {
        let value: String
    }

    /// The claims of the token in a response; nil if there is none.
    package static func claims(inResponse bytes: [UInt8]) -> String? {
        guard let token = try? JSONDecoder().decode(Response.self, from: Data(bytes)).value else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var text = String(parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) }
    }
}
