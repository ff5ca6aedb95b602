import Basics
import HTTPTypes
import Models
import WebTokens

/// This server as a resource for which clients get tokens from identity providers (RFC 9728).
///
/// The API is one resource and the endpoint of the Model Context Protocol another, because a client accepts the metadata only if
/// they name the URL that it uses (section 3.3).
struct ProtectedResource: Sendable, Hashable {
    /// A resource of a server.
    enum Part: String, Sendable, CaseIterable {
        /// The whole API.
        case api = ""
        /// The endpoint of the Model Context Protocol.
        case mcp = "/mcp"

        /// The path of the metadata: the well-known one with the resource's own path behind it (section 3.1).
        var metadataPath: String { "/.well-known/oauth-protected-resource" + rawValue }
    }

    /// The identity providers, as their tokens name them.
    let issuers: [String]
    /// The values of `scope` that give rights, sorted.
    let scopes: [String]
    /// The scheme and host at which clients reach the server; `nil` to take the host of each request.
    let origin: String?

    /// Creates a resource.
    ///
    /// - Parameters:
    ///   - issuers: The identity providers. Of their rules only the values of `scope` are published: clients ask for these.
    ///   - origin: The scheme and host at which clients reach the server; `nil` to take the host of each request.
    init(_ issuers: [IdentityDocument.Issuer], origin: String?) {
        self.issuers = issuers.map(\.policy.issuer)
        scopes = Set(issuers.flatMap { $0.rights.flatMap(\.tokenScopes) }).sorted()
        self.origin = origin
    }

    /// Returns the scheme and host at which the client of a request reaches the server; `nil` if the request names no host.
    ///
    /// The server itself speaks HTTP and leaves TLS to a load balancer. A resource's URL has the scheme `https` (section 1.2),
    /// except on this machine.
    func origin(of request: HTTPRequest) -> String? {
        if let origin { return origin }
        guard let authority = request.authority.flatMap({ Authority($0) }) else { return nil }
        let port = authority.port.map { ":\($0)" } ?? ""
        return (authority.isLoopback ? "http://" : "https://") + authority.host + port
    }

    /// Returns the metadata of a part (section 2).
    ///
    /// - Parameter origin: The scheme and host at which clients reach the server.
    func metadata(of part: Part, at origin: String) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("resource", origin + part.rawValue)
        json.field("resource_name", "Weir")
        let lists = [
            ("authorization_servers", issuers), ("scopes_supported", scopes), ("bearer_methods_supported", ["header"]),
        ]
        for (name, values) in lists where !values.isEmpty {
            json.key(name)
            json.beginArray()
            for value in values { json.string(value) }
            json.endArray()
        }
        json.endObject()
        return json
    }

    /// Returns the parameter of a challenge that leads a request's client to the metadata (section 5.1); `nil` if the request
    /// names no host.
    func challengeParameter(for request: HTTPRequest) -> String? {
        let path = request.path.map { $0.prefix { $0 != "?" } } ?? ""
        let part = path == Part.mcp.rawValue ? Part.mcp : .api
        return origin(of: request).map { "resource_metadata=\"\($0)\(part.metadataPath)\"" }
    }
}

extension APIError {
    /// Adds to a challenge the place of the server's metadata, so that a client finds the issuers of tokens.
    mutating func lead(to resource: ProtectedResource, _ request: HTTPRequest) {
        guard let challenge = headers[.wwwAuthenticate], let parameter = resource.challengeParameter(for: request)
        else {
            return
        }
        headers[.wwwAuthenticate] = challenge + ", " + parameter
    }
}
