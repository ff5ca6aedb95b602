import Hummingbird

/// The route that lists all routes.
struct IndexRoute: Sendable {
    /// The routes to list.
    let others: [Route]

    var routes: [Route] { [Route(.get, "/", .discover, list)] }

    @Sendable func list(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        var json = JSONWriter()
        json.beginObject()
        json.field("name", "weir")
        json.key("routes")
        json.beginArray()
        for route in others {
            json.beginObject()
            json.field("method", route.method.rawValue)
            json.field("path", route.path)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return Response(json: json)
    }
}
