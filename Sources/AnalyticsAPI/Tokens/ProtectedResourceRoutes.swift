import Hummingbird

/// The routes that tell clients from which identity providers this server accepts tokens (RFC 9728). A server without identity
/// providers has none.
struct ProtectedResourceRoutes: Sendable {
    let resource: ProtectedResource

    var routes: [Route] {
        ProtectedResource.Part.allCases.map { part in
            Route(.get, part.metadataPath, .readMetadata, .page) { request, _, _ in
                _ = try QueryParameters(request.uri.query, known: [])
                guard let origin = resource.origin(of: request.head) else {
                    throw APIError(
                        .invalidHeader, "Host: got none, expected the name by which clients reach the server")
                }
                var response = Response(json: resource.metadata(of: part, at: origin))
                // The host is the request's, so no cache may answer others with it.
                response.headers[.cacheControl] = "no-store"
                return response
            }
        }
    }
}
