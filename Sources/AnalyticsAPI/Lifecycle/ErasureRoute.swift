import Diagnostics
import Hummingbird
import Logging
import Models
import Storage

/// The route that erases rows: it removes their values from every place of the store, and answers with a receipt.
struct ErasureRoute: Sendable {
    let limits: ServerLimits
    let environment: ServerEnvironment
    /// The asynchronous jobs, whose results may hold erased values.
    let jobs: JobQueue
    /// Called after an erasure, which may have deleted keys and links, so that this process keeps none of their filters.
    let changed: @Sendable () async -> Void

    var routes: [Route] { [Route(.post, "/v1/datasets/{dataset}/erasures", .manage, .eraseRows, erase)] }

    @Sendable func erase(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.eraseRows.parameters.names)
        let isDry = try parameters.choice("dryRun", of: Flag.self) == .yes
        if isDry { context.audit.changesNothing() }
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        let (filters, zone) = try Self.filters(json)
        let view = try await store.dataset()
        let filter: RowFilter
        do {
            filter = try view.filter(filters, zone: zone)
        } catch {
            throw APIError(error, under: "/filters")
        }
        try Self.check(filters, of: view)
        if isDry { return try await preview(filters, zone, filter, of: view, in: store) }
        let (receipt, documents): (ErasureReceipt, ErasedDocuments)
        do {
            // Also after an error, because rows may be erased by then.
            defer { jobs.discard(view.name) }
            (receipt, documents) = try await store.erase(filters, of: view, zone: zone, matching: filter.condition)
        } catch StorageError.rejected(let rejections) where !rejections.errors.isEmpty {
            throw APIError(notDeleted: rejections.errors[0])
        }
        await changed()
        context.audit.add([
            "deleted": .stringConvertible(receipt.rows), "savedQueries": .stringConvertible(documents.queries.count),
            "links": .array(documents.links.map { "\($0.id)" }), "keys": .array(documents.keys.map { "\($0.id)" }),
        ])
        var response = Response(status: .ok, json: receipt.json(documents, at: environment.now(), filter.ranges))
        response.headers[.weirConsistency] = DatasetVersion(receipt.dataVersion, of: view.dataset.id).token
        return response
    }

    private enum Flag: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }

    /// Returns the number of rows that an erasure would delete, and the saved queries, links and keys that would go with them.
    private func preview(
        _ filters: [Filter], _ zone: ZoneRules, _ filter: RowFilter, of view: DatasetView, in store: StoreAccess
    ) async throws -> Response {
        let identity = store.grant.identity
        guard identity.scopes.contains(.read) else {
            throw APIError(
                .forbidden,
                "\(identity.name) may not read, so it may not count rows; expected a client with the right read")
        }
        let found = try await store.countRows(of: view, matching: filter.condition)
        let documents = try await store.documentsOfErasure(
            filters, of: view, zone: zone, matching: filter.condition)
        var json = JSONWriter()
        json.beginObject()
        json.field("matching", found.count)
        json.key("documents")
        json.write(documents)
        json.field("dataVersion", found.dataVersion)
        json.field("ranges", filter.ranges)
        json.endObject()
        var response = Response(status: .ok, json: json)
        response.headers[.weirConsistency] = DatasetVersion(found.dataVersion, of: view.dataset.id).token
        return response
    }

    /// Checks that no filter compares texts with numbers: 17 is not "0017", and an erasure that finds nothing looks done.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private static func check(_ filters: [Filter], of view: DatasetView) throws(APIError) {
        var items = ErrorList<APIError.Item>()
        func visit(_ filter: Filter, at pointer: String) {
            switch filter {
            case .and(let parts): for (index, part) in parts.enumerated() { visit(part, at: "\(pointer)/and/\(index)") }
            case .or(let parts): for (index, part) in parts.enumerated() { visit(part, at: "\(pointer)/or/\(index)") }
            case .member(let name, _, let values):
                let column = view.columns.first { column in
                    column.name.rawValue == name || column.formerNames.contains { $0.rawValue == name }
                }
                guard column?.type == .string else { return }
                for (index, value) in values.enumerated() where !items.isFull {
                    guard case .number(let text) = value else { continue }
                    items.append(
                        APIError.Item(
                            pointer: "\(pointer)/values/\(index)", code: QueryError.Code.invalidValue.rawValue,
                            detail:
                                "got the number \(text), expected a string, because \"\(name)\" has texts; write \(text.quotedForMessage) as the column has it"
                        ))
                }
            }
        }
        for (index, filter) in filters.enumerated() { visit(filter, at: "/filters/\(index)") }
        guard let first = items.all.first else { return }
        throw APIError(.invalidQuery, "no row was erased: " + first.detail, items: items.all)
    }

    /// Reads `{filters, timezone?}`.
    private static func filters(_ json: JSONValue) throws(APIError) -> ([Filter], ZoneRules) {
        var items = ErrorList<APIError.Item>()
        var filters: [Filter] = []
        var zone = ZoneRules.utc
        let known = ["filters", "timezone"]
        let parameters = Operation.eraseRows.parameters.names
        if let object = JSONObject(
            json, at: "", known: known, parameters: parameters, example: "{\"filters\": [\(Filter.example)]}",
            items: &items)
        {
            if let value = object.required(
                "filters", expected: "an array of filters such as [\(Filter.example)]", items: &items)
            {
                do {
                    filters = try Filter.list(json: value)
                } catch {
                    throw APIError(error, under: "/filters")
                }
                if filters.isEmpty {
                    items.append(
                        .shape(
                            at: "/filters", got: value,
                            expected: "an array of at least one filter, such as [\(Filter.example)]"))
                }
            }
            if let value = object["timezone"] {
                if case .string(let name) = value, let found = ZoneRules.named(name) {
                    zone = found
                } else {
                    items.append(.shape(at: "/timezone", got: value, expected: ZoneRules.expected))
                }
            }
        }
        guard let first = items.all.first else { return (filters, zone) }
        throw APIError(.invalidQuery, first.detail + NearestName.hint(first.nearest), items: items.all)
    }
}

extension JSONWriter {
    /// Writes the documents that an erasure would delete, as an object.
    fileprivate mutating func write(_ documents: ErasedDocuments) {
        beginObject()
        field("savedQueries", documents.queries)
        for (key, found) in [("links", documents.links), ("keys", documents.keys)] {
            self.key(key)
            beginArray()
            for credential in found {
                beginObject()
                field("id", credential.id)
                field("name", credential.name)
                endObject()
            }
            endArray()
        }
        field("remains", documents.remains)
        endObject()
    }

    fileprivate mutating func field(_ key: String, _ texts: [String]) {
        self.key(key)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}

extension ErasureReceipt {
    fileprivate func json(_ documents: ErasedDocuments, at time: Timestamp, _ ranges: [ResolvedRange]) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("erasedAt", time.description)
        json.field("rows", rows)
        json.field("idempotencyRecords", records)
        let deleted = [
            ("savedQueries", documents.queries), ("links", documents.links.map(\.id)),
            ("keys", documents.keys.map(\.id)),
        ]
        for (key, names) in deleted { json.field(key, names) }
        json.field("dataVersion", dataVersion)
        json.field("ranges", ranges)
        json.field("remains", remains + documents.remains)
        json.endObject()
        return json
    }
}
