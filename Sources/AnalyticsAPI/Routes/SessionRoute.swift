import Hummingbird

/// The route that tells a client which identity the server takes it for, its rights, and how clients can identify themselves.
struct SessionRoute: Sendable {
    static let path = "/v1/session"
    /// The names of the ways in which clients are identified; the first is that of anonymous ones.
    static let credentials = [anonymous] + Identity.Credential.allCases.map(\.rawValue)
    private static let anonymous = "none"

    /// The server's rules, of which the route tells what credentials they accept.
    let access: AccessControl

    var routes: [Route] { [Route(.get, Self.path, .discover, .describeSession, describe)] }

    @Sendable func describe(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let identity = store.grant.identity
        let accepted = (access.anonymous == .none ? [] : [Self.anonymous]) + access.credentials.map(\.rawValue)
        var json = JSONWriter()
        json.beginObject()
        json.field("identity", identity.name)
        json.key("anonymous")
        json.boolean(identity.isAnonymous)
        json.field("scopes", AccessScope.allCases.filter(identity.scopes.contains).map(\.rawValue))
        json.field("credential", identity.isAnonymous ? Self.anonymous : identity.credential.rawValue)
        json.field("accepts", accepted)
        // Published for clients that look for them, too (RFC 9728).
        if let tokens = access.tokens { json.field("issuers", tokens.resource.issuers) }
        json.endObject()
        return Response(json: json)
    }
}

extension JSONWriter {
    /// Writes a key and an array of texts.
    fileprivate mutating func field(_ name: String, _ texts: [String]) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
