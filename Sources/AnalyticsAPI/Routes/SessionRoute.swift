import Hummingbird

/// The route that tells a client which identity the server takes it for, and its rights.
struct SessionRoute: Sendable {
    static let path = "/v1/session"

    var routes: [Route] { [Route(.get, Self.path, .discover, .describeSession, describe)] }

    @Sendable func describe(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let identity = store.grant.identity
        var json = JSONWriter()
        json.beginObject()
        json.field("identity", identity.name)
        json.key("anonymous")
        json.boolean(identity.isAnonymous)
        json.key("scopes")
        json.beginArray()
        for scope in AccessScope.allCases where identity.scopes.contains(scope) { json.string(scope.rawValue) }
        json.endArray()
        json.endObject()
        return Response(json: json)
    }
}
