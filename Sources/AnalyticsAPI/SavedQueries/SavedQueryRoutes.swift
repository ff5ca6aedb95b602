import Basics
import Charts
import Diagnostics
import Hummingbird
import Logging
import Models
import NIOCore
import Storage

/// Routes that save, describe, list, delete and run queries of a dataset.
struct SavedQueryRoutes: Sendable {
    static let path = "/v1/datasets/{dataset}/queries/{query}"

    let queries: QueryRoutes
    /// Called after links have been revoked, so that this process applies it at once.
    let changed: @Sendable () async -> Void

    private var environment: ServerEnvironment { queries.environment }

    var routes: [Route] {
        let results = Result.allCases.map { result in
            Route(.get, Self.path + result.rawValue, .read, result.operation, isTagged: true, isHeavy: true) {
                request, context, store in
                try await run(result, request, context, store)
            }
        }
        return [
            Route(.get, "/v1/datasets/{dataset}/queries", .read, .listSavedQueries, list),
            Route(.put, Self.path, .save, .saveQuery, isTagged: true, save),
            Route(.get, Self.path, .read, .describeSavedQuery, isTagged: true, describe),
            Route(.delete, Self.path, .save, .deleteSavedQuery, isTagged: true, delete),
        ] + results
    }

    /// The path of an answer after the query's.
    private enum Result: String, CaseIterable {
        case any = "/result"
        case json = "/result.json"
        case ndjson = "/result.ndjson"
        case csv = "/result.csv"
        case svg = "/result.svg"

        /// The format that the path names; `nil` if the request decides.
        var format: String? { self == .any ? nil : String(rawValue.dropFirst("/result.".count)) }

        /// The description.
        var operation: Operation {
            switch self {
            case .any: .runSavedQuery
            case .json: .runSavedQueryAsJSON
            case .ndjson: .runSavedQueryAsNDJSON
            case .csv: .runSavedQueryAsCSV
            case .svg: .drawSavedQuery
            }
        }
    }

    @Sendable func list(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let view = try await store.dataset(reading: ReadConsistency(request.headers))
        let saved = try await store.savedQueries(of: view, now: environment.now())
        return Response(
            json: .object([
                JSONMember(key: "queries", value: .array(saved.map { $0.json(for: store.grant.identity) }))
            ]))
    }

    @Sendable func save(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let name = try context.newQueryName()
        context.audit.add(["query": "\(name)"])
        let json = try await RequestDocument.read(
            request, limit: queries.limits.documentBody, progress: context.body)
        let document = try SavedQuery(json: json)
        let view = try await store.dataset()
        let now = environment.now()
        try document.check(view, now: now)
        let (query, isNew) = try await store.saveQuery(
            name, document, of: view, ifMatch: request.headers[.ifMatch], now: now)
        var response = Self.response(query, view, store.grant.identity, status: isNew ? .created : .ok)
        let path = "/v1/datasets/\(view.name)/queries/\(name)"
        response.headers[isNew ? .location : .contentLocation] = path
        return response
    }

    @Sendable func describe(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let view = try await store.dataset(reading: ReadConsistency(request.headers))
        let query = try await store.savedQuery(context.queryName(in: view.name), of: view, now: environment.now())
        let tag = query.tag(in: view.dataset, isFull: store.grant.identity.mayChange(query.record))
        guard try !request.isSatisfied(by: tag) else { return .notModified(tag) }
        return Self.response(query, view, store.grant.identity)
    }

    @Sendable func delete(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let view = try await store.dataset()
        let name = try context.queryName(in: view.name)
        context.audit.add(["query": "\(name)"])
        try await store.deleteSavedQuery(
            name, of: view, ifMatch: request.headers[.ifMatch], now: environment.now())
        await changed()
        return Response(status: .noContent)
    }

    private func run(
        _ result: Result, _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let known = result.operation.parameters
        let preference = try JobPreference(request.headers)
        let view = try await store.dataset()
        let query = try await store.savedQuery(context.queryName(in: view.name), of: view, now: environment.now())
        let parameters = try QueryParameters(
            request.uri.query, known: known.names, prefixes: known.prefixes,
            members: query.document.parameters.map { SavedParameter.prefix + $0.name.rawValue })
        let options = try AnswerOptions(
            request, parameters, drawsCharts: true, named: result.format, over: query.document.chart)
        let given = parameters.values(after: SavedParameter.prefix)
        do {
            let run = try query.document.query(with: given)
            return try await queries.respond(to: run, preference, store, request, context, options) { response in
                if options.chart != nil, response.status == .ok {
                    let values = SavedParameter.part(of: request.uri.query)
                    response.headers[.link] =
                        "</v1/datasets/\(view.name)/queries/\(query.record.name)/result.csv\(values)>; rel=\"alternate\"; type=\"text/csv\""
                }
                if result != .any { response.headers[.vary] = nil }
            }
        } catch let error as QueryError {
            throw query.document.naming(given, in: APIError(error))
        } catch let error as APIError {
            throw query.document.naming(given, in: error)
        }
    }

    private static func response(
        _ query: StoredQuery, _ view: DatasetView, _ identity: Identity, status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response(status: status, json: query.json(for: identity))
        response.headers[.eTag] = query.tag(in: view.dataset, isFull: identity.mayChange(query.record)).text
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}

extension Response {
    /// Creates a response with a JSON document.
    init(status: HTTPResponse.Status = .ok, json: JSONValue) {
        var bytes: [UInt8] = []
        json.write(into: &bytes)
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes + [0x0A])))
    }
}

extension APIContext {
    /// Returns the saved query's name in the path.
    ///
    /// - Throws: ``APIError`` for a text that is no name, which no query has.
    func queryName(in dataset: Identifier) throws(APIError) -> Identifier {
        do throws(IdentifierError) {
            return try Identifier(sentQueryName)
        } catch {
            throw APIError(
                .queryNotFound,
                "there is no saved query \(sentQueryName.quotedForMessage) in \"\(dataset)\": a name is \(IdentifierError.expected)"
                    + (error.nearest.map { ", such as \"\($0)\"" } ?? ""))
        }
    }

    /// Returns the name in the path for a query to save.
    ///
    /// - Throws: ``APIError`` for a text that is no name.
    fileprivate func newQueryName() throws(APIError) -> Identifier {
        do throws(IdentifierError) {
            return try Identifier(sentQueryName)
        } catch {
            throw APIError(
                .invalidQuery,
                "the path has \(sentQueryName.quotedForMessage), expected a name for the query: \(IdentifierError.expected)"
                    + NearestName.hint(error.nearest))
        }
    }

    private var sentQueryName: String {
        let sent = parameters.get("query") ?? ""
        return PercentEncoding.decode(sent) ?? sent
    }
}
