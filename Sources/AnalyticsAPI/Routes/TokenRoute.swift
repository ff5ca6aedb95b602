import Hummingbird
import Models

/// The route that mints view tokens from the client's key.
struct TokenRoute: Sendable {
    let limits: ServerLimits
    let environment: ServerEnvironment
    let keys: KeyCatalogue

    var routes: [Route] { [Route(.post, "/v1/tokens", .read, .mintToken, mint)] }

    @Sendable func mint(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let json = try await RequestDocument.readOptional(request, limit: limits.documentBody, progress: context.body)
        var reader = KeyPolicyReader()
        let known = ["seconds", "datasets", "filters", "hiddenColumns"]
        let example = #"{"seconds": 3600, "datasets": ["sales"]}"#
        guard let object = JSONObject(json, at: "", known: known, example: example, items: &reader.items) else {
            throw reader.error
        }
        let life = reader.number(object, "seconds", in: 1...Int(ViewToken.life.most)).map { Int64($0) }
        let policy = try reader.policy(object, scopes: [.read])
        let identity = store.grant.identity
        for name in (policy.restrictions.datasets ?? []).sorted() where !identity.restrictions.allows(name) {
            throw APIError.unknownDataset(name)
        }
        let end = Timestamp(
            microseconds: environment.now().microseconds + (life ?? ViewToken.life.usual) * 1_000_000)
        let claims = KeyRequest(name: "view", policy: policy)
        guard let id = identity.key, let token = try await keys.viewToken(claims, until: end, of: id) else {
            throw APIError(.forbidden, "a view token is minted from an API key; got another credential, or none")
        }
        guard token.text.utf8.count <= BearerToken.maximumBytes else {
            throw APIError(
                .invalidKey,
                "the token would have \(token.text.utf8.count) bytes, expected at most \(BearerToken.maximumBytes); create a key"
            )
        }
        var answer = JSONWriter()
        answer.beginObject()
        answer.field("token", token.text)
        answer.field("expiresAt", token.expiresAt.description)
        answer.endObject()
        var response = Response(json: answer)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
