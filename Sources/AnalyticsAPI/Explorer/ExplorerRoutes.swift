import Charts
import Explorer
import HTTPTypes
import Hummingbird
import Models
import NIOCore
import Storage

/// The routes of the explorer: a page for each dataset, and the files of its script. ``IndexRoute`` answers with its first page.
struct ExplorerRoutes: Sendable {
    /// The number of rows in a page without script.
    static let rowLimit = 20

    let environment: ServerEnvironment

    var routes: [Route] {
        [
            Route(.get, "/explore/{dataset}", .read, .page, isHeavy: true, dataset),
            Route(.get, "/explore/{dataset}/overview", .read, .page, isHeavy: true, overview),
            Route(.get, "/assets/{version}/{file}", .discover, .page, isTagged: true, asset),
        ]
    }

    /// The page of a dataset. Without script it shows a chart and the first rows.
    @Sendable func dataset(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let reading = try ReadConsistency(request.headers)
        let view = try await store.dataset(reading: reading)
        let now = environment.now()
        let last =
            store.grant.identity.limits.maximumDays == nil
            ? nil : try await store.span(of: view, now: now, reading: reading).last
        let request = RowPageRequest(filter: store.recent(in: view, now: now, last: last), limit: Self.rowLimit)
        let page = try await store.rows(of: view, page: request, reading: reading)
        return Response(ExplorerPage(view, page))
    }

    /// A first query about the dataset: for images a redirection to its chart of a `width`, else the query as JSON.
    @Sendable func overview(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: ["width"])
        let width = try parameters.integer("width", in: ChartSpecification.widths).map { "&width=\($0)" } ?? ""
        let reading = try ReadConsistency(request.headers)
        let view = try await store.dataset(reading: reading)
        let span = try await store.span(of: view, now: environment.now(), reading: reading)
        let limits = store.grant.identity.limits
        let query = OverviewQuery(
            of: view.definition, earliest: span.first, latest: span.last, days: limits.maximumDays,
            groups: limits.groups)
        let offered = ["application/json", ChartAnswer.mediaType]
        var response: Response
        if MediaRange.choose(accept: request.headers[values: .accept], offered: offered) == ChartAnswer.mediaType {
            response = Response(
                status: .temporaryRedirect, headers: [.location: query.path(of: view.name) + "&format=svg" + width])
        } else {
            var json = JSONWriter()
            json.beginObject()
            json.key("query")
            json.raw(query.json)
            json.endObject()
            response = Response(json: json)
        }
        response.headers[.vary] = "Accept"
        response.headers[.weirConsistency] = DatasetVersion(view.dataset).token
        return response
    }

    /// A file of the page. During a deployment, a page of one release may ask a server of another one: it gets that server's
    /// file, which nothing may keep.
    @Sendable func asset(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        guard let name = context.parameters.get("file"), let served = ServedAsset.named(name) else {
            throw APIError(.notFound, "the explorer has no such file; GET / has its page")
        }
        let isCurrent = context.parameters.get("version") == ExplorerAsset.version
        let (bytes, tag, coding) = served.body(for: request.headers)
        var headers: HTTPFields = [
            .eTag: tag.text, .vary: "Accept-Encoding",
            .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-store",
        ]
        guard try !request.isSatisfied(by: tag) else { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = served.asset.mediaType
        headers[.contentEncoding] = coding
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }
}

extension Response {
    /// Creates a response with a page.
    init(_ page: ExplorerPage, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: ExplorerPage.policy,
                .referrerPolicy: "no-referrer", .crossOriginOpenerPolicy: "same-origin", .cacheControl: "no-cache",
                .vary: "Accept",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: page.html)))
    }
}

extension Request {
    /// `true` if the client prefers a page to JSON, as a browser's address bar does.
    var prefersPage: Bool {
        let accept = headers[values: .accept]
        return MediaRange.choose(accept: accept, offered: ["application/json", "text/html"]) == "text/html"
    }
}
