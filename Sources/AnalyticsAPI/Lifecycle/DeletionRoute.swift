import Diagnostics
import Hummingbird
import Logging
import Models
import Storage

/// The route that deletes rows by a filter.
struct DeletionRoute: Sendable {
    var routes: [Route] { [Route(.delete, "/v1/datasets/{dataset}/rows", .ingest, .deleteRows, delete)] }

    @Sendable func delete(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.deleteRows.parameters.names)
        let filters = try RowListRoute.filters(parameters)
        let zone = try RowListRoute.zone(parameters)
        let isDry = try parameters.choice("dryRun", of: Flag.self) == .yes
        if isDry { context.audit.changesNothing() }
        try request.headers.checkPreferences([.maxAffected])
        let limit = try AffectedLimit.preferred(request.headers)
        // A count, and a deletion by a condition, tell about values.
        let identity = store.grant.identity
        guard filters.isEmpty && !isDry && limit == nil || store.mayCount else {
            throw APIError(
                .forbidden,
                "\(identity.name) may not read, so it may neither count rows nor delete those that pass filters; expected a client with the right read"
            )
        }
        let view = try await store.dataset()
        if filters.isEmpty, !isDry { try Self.confirm(parameters, view.name) }
        let filter: RowFilter
        do {
            filter = try view.filter(filters, zone: zone)
        } catch {
            throw APIError(filters: error)
        }
        var json = JSONWriter()
        json.beginObject()
        let version: Int64
        if isDry {
            let found = try await store.countRows(of: view, matching: filter.condition)
            json.field("matching", found.count)
            version = found.dataVersion
        } else {
            // A deletion by a condition, and one that may be refused with the number of rows, find rows as a query does.
            if !filters.isEmpty || limit != nil { try await store.checkBudget(ofRows: filter.condition, in: view) }
            switch try await Self.deleting({ () async throws in
                try await store.deleteRows(of: view, matching: filter.condition, atMost: limit?.rows)
            }) {
            case .deleted(let count, let now):
                if store.mayCount { json.field("deleted", count) }
                context.audit.add(["deleted": .stringConvertible(count)])
                version = now
            case .tooMany(let count): throw APIError.tooManyRows(count, limit: limit?.rows ?? 0)
            }
        }
        json.field("dataVersion", version)
        json.field("ranges", filter.ranges)
        json.endObject()
        var response = Response(status: .ok, json: json)
        if let limit, !isDry { response.headers[.preferenceApplied] = limit.text }
        response.headers[.weirConsistency] = DatasetVersion(version, of: view.dataset.id).token
        return response
    }

    /// Checks that a request without filters means all rows.
    private static func confirm(_ parameters: QueryParameters, _ name: Identifier) throws(APIError) {
        guard let confirmation = parameters["confirm"] else {
            throw APIError(
                .confirmationRequired,
                "without \"filters\" all rows of \"\(name)\" are deleted; repeat with \"?confirm=\(name)\", or with filters"
            )
        }
        guard confirmation == name.rawValue else {
            throw APIError.parameter("confirm", got: confirmation, expected: "the dataset's name, \"\(name)\"")
        }
    }

    /// Runs a deletion; a row that the database does not let go is reported as such.
    private static func deleting<Success>(_ body: () async throws -> Success) async throws -> Success {
        do {
            return try await body()
        } catch StorageError.rejected(let rejections) where !rejections.errors.isEmpty {
            throw APIError(notDeleted: rejections.errors[0])
        }
    }

    private enum Flag: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }
}

extension APIError {
    /// A row that the database does not let go.
    init(notDeleted error: RowError) {
        self.init(.invalidRows, "no row was deleted: " + error.sentence, items: [APIError.Item(error)])
    }

    /// A change of more rows than the client allows.
    fileprivate static func tooManyRows(_ count: Int64, limit: Int64) -> APIError {
        APIError(
            .tooManyRows,
            "no row was deleted: \(count.counted("row matches", "rows match")), and the request allows at most \(limit) (Prefer: max-affected); narrow the filters or raise the limit"
        )
    }
}
