import Explorer
import HTTPTypes
import Hummingbird
import Storage

/// The route that lists all routes as JSON, and shows the explorer to browsers.
struct IndexRoute: Sendable {
    /// Returns the datasets that exist for a client, for the page.
    typealias Listing = @Sendable (Identity, ReadConsistency) async throws -> [DatasetView]

    /// The routes to list.
    let others: [Route]
    /// The source of the page's datasets; `nil` for a list without a page.
    var datasets: Listing?

    var routes: [Route] { [Route(.get, "/", .discover, .listRoutes, index)] }

    @Sendable func index(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        var response: Response
        if let datasets, request.prefersPage {
            let reading = try ReadConsistency(request.headers)
            response = Response(ExplorerPage(await listing(datasets, store.grant.identity, reading)))
        } else {
            response = list()
            response.headers[.vary] = "Accept"
        }
        response.headers.belongToClient()
        return response
    }

    /// The page is useful without the list: it loads files, and asks for a key.
    private func listing(
        _ datasets: Listing, _ identity: Identity, _ reading: ReadConsistency
    ) async -> Result<[DatasetView], APIError> {
        do {
            return .success(try await datasets(identity, reading))
        } catch let error as APIError {
            return .failure(error)
        } catch let error as StorageError {
            return .failure(APIError(error))
        } catch {
            return .failure(APIError(.internal, APIError.internalDetail))
        }
    }

    private func list() -> Response {
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
