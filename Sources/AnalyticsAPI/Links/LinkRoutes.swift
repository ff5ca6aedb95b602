import Basics
import Charts
import Diagnostics
import HTTPTypes
import Hummingbird
import Logging
import Models
import NIOCore
import Storage

/// Routes that create, list, revoke and open links to saved queries.
struct LinkRoutes: Sendable {
    private static let path = SavedQueryRoutes.path + "/links"
    /// The header fields of every answer to a link: no search engine lists it, no other site learns its address, and pages of any
    /// site may show its picture.
    static let headers: HTTPFields = [
        .robots: "noindex, nofollow, noarchive", .referrerPolicy: "no-referrer",
        .crossOriginResourcePolicy: "cross-origin",
    ]

    let queries: QueryRoutes
    /// Called after a change, so that this process applies it at once.
    let changed: @Sendable () async -> Void

    private var environment: ServerEnvironment { queries.environment }

    var routes: [Route] {
        [
            Route(.post, Self.path, .save, .createLink, create),
            Route(.get, Self.path, .save, .listLinks, list),
            Route(.delete, Self.path + "/{link}", .save, .revokeLink, revoke),
            Route(.get, "/s/{token}", .openLink, .page, isTagged: true, isHeavy: true, open),
        ]
    }

    @Sendable func create(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let json = try await RequestDocument.read(
            request, limit: queries.limits.documentBody, progress: context.body)
        let (query, view) = try await shared(context, store)
        let identity = store.grant.identity
        guard identity.scopes.contains(.read) else {
            throw APIError(
                .forbidden, "\(identity.name) may not read, so it may not share; expected a client with the right read")
        }
        guard identity.mayShare else { throw APIError.keyRequired(identity) }
        let wanted = try LinkRequest(json: json, view: view)
        let (link, token) = try await store.links(now: environment.now())
            .create(wanted, to: query, of: view, for: identity)
        context.audit.add(["link": "\(link.id)", "query": "\(query.name)"])
        await changed()
        var response = Self.response(link.json(token: token), status: .created)
        response.headers[.location] = "/v1/datasets/\(view.name)/queries/\(query.name)/links/\(link.id)"
        return response
    }

    @Sendable func list(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let (query, view) = try await changeable(context, store)
        let links = try await store.links(now: environment.now()).list(of: query, in: view.dataset)
        return Self.response(.object([JSONMember(key: "links", value: .array(links.map { $0.json() }))]))
    }

    @Sendable func revoke(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let (query, view) = try await changeable(context, store)
        let sent = context.parameters.get("link") ?? ""
        let id = PercentEncoding.decode(sent) ?? sent
        let links = try store.links(now: environment.now())
        guard try await links.list(of: query, in: view.dataset).contains(where: { $0.id == id }) else {
            throw APIError(
                .linkNotFound,
                "the saved query \"\(query.name)\" has no link with the id \(id.quotedForMessage); list its links for their ids"
            )
        }
        context.audit.add(["link": "\(id)", "query": "\(query.name)"])
        try await links.revoke([id])
        await changed()
        return Response(status: .noContent)
    }

    /// Returns the saved query in the path, which the client may change, with its dataset.
    private func changeable(
        _ context: APIContext, _ store: StoreAccess
    ) async throws -> (query: SavedQueryRecord, view: DatasetView) {
        let view = try await store.dataset()
        let name = try context.queryName(in: view.name)
        return (try await store.changeableQuery(name, of: view, now: environment.now()), view)
    }

    /// Returns the saved query in the path, which the client may share: its owner, or an administrator if it belongs to them.
    ///
    /// An owner can change what its query shows. A link with the sight of an administrator to a query of another owner would
    /// therefore show that owner more than it may see.
    private func shared(
        _ context: APIContext, _ store: StoreAccess
    ) async throws -> (query: SavedQueryRecord, view: DatasetView) {
        let (query, view) = try await changeable(context, store)
        guard query.owner == nil || query.owner == store.grant.identity.owner else {
            throw APIError(
                .forbidden,
                "the saved query \"\(query.name)\" belongs to another client, which alone may share it; save a copy under another name"
            )
        }
        return (query, view)
    }

    private static func response(_ json: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response(status: status, json: json)
        // No cache keeps a link, nor a list of links.
        response.headers[.cacheControl] = "no-store"
        return response
    }

    // MARK: Open links

    @Sendable func open(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        guard let link = context.link else { throw APIError.linkNotFound }
        // The parameters depend on the ending.
        if let ending = link.unknownEnding {
            _ = try await target(of: link, in: store)
            throw APIError.unknownEnding(ending)
        }
        let parameters = try QueryParameters(
            request.uri.query, known: link.format == .svg ? ["width", "height", "theme"] : [],
            ignoring: OpenedLink.isCampaign)
        let (query, view) = try await target(of: link, in: store)
        var response: Response
        do {
            if let format = link.format {
                let options = try AnswerOptions(
                    request, parameters, drawsCharts: true, named: format.rawValue, over: query.document.chart)
                response = try await queries.run(query.document.query, store, request, context, options)
            } else {
                let page = LinkPage(
                    link: link, query: query, view: view, environment: environment,
                    folder: request.uri.path.hasSuffix("/") ? "../" : "")
                response = try await page.response(request, store)
            }
        } catch is QueryError {
            let limits: QueryLimits = link.format == .csv ? .stream : .document
            guard let reason = view.refusal(of: query.document.query, limits) else {
                throw APIError(
                    .invalidQuery, "the saved query does not fit its dataset any more; its owner must save it again")
            }
            throw APIError(
                .invalidQuery,
                "the link has no such answer, because of the saved query's \"limit\": \(reason). Its owner must save it with one"
            )
        }
        // Each use asks again, so that a revoked link ends in caches too. The answer does not depend on the header fields that
        // other answers depend on.
        response.headers[.cacheControl] = "no-cache"
        for name in [.vary, .link, .acceptQuery, .weirConsistency] as [HTTPField.Name] { response.headers[name] = nil }
        return response
    }

    /// Returns the saved query of a link.
    ///
    /// - Throws: ``APIError`` with `link_not_found` if the query or its dataset has been dropped or replaced, or does not exist
    ///   for the link any more.
    private func target(
        of link: OpenedLink, in store: StoreAccess
    ) async throws -> (query: StoredQuery, view: DatasetView) {
        do {
            let view = try await store.dataset()
            let query = try await store.savedQuery(link.target.query, of: view, now: environment.now())
            let record = query.record
            guard link.target.shows(record.name, createdAt: record.createdAt, of: view.dataset.id) else {
                throw APIError.linkNotFound
            }
            return (query, view)
        } catch StorageError.datasetNotFound {
            throw APIError.linkNotFound
        } catch let error as APIError where [.datasetNotFound, .queryNotFound, .forbidden].contains(error.code) {
            throw APIError.linkNotFound
        }
    }
}

extension Identity {
    /// A Boolean value that indicates whether the client may create links: something that an administrator can revoke must end
    /// them. A link ends with the last key of its creator; a token ends by itself and would leave its links behind, those of
    /// administrators included.
    fileprivate var mayShare: Bool { credential == .key && (isAdministrator || key != nil) }
}

extension APIError {
    /// A link that would outlive its creator's credential.
    fileprivate static func keyRequired(_ identity: Identity) -> APIError {
        APIError(
            .forbidden,
            "\(identity.name) has a \(identity.credential.rawValue), which a link would outlive; create links with an API key, whose revocation ends them"
        )
    }
}

extension HTTPField.Name {
    /// The rules for search engines.
    fileprivate static let robots = HTTPField.Name("X-Robots-Tag") ?? .date
    /// The sites whose pages may show the answer (Fetch Standard).
    fileprivate static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .date
}
