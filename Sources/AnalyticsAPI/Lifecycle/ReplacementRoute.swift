import Hummingbird
import Logging
import Models
import Storage

/// The route that replaces the rows of a time range, or all rows.
struct ReplacementRoute: Sendable {
    let limits: ServerLimits
    let spool: SpoolBudget
    let environment: ServerEnvironment

    var routes: [Route] { [Route(.put, "/v1/datasets/{dataset}/rows", .ingest, .replaceRows, isHeavy: true, replace)] }

    @Sendable func replace(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.replaceRows.parameters.names)
        let zone = try RowListRoute.zone(parameters)
        try request.headers.checkPreferences([.handling])
        let upload = try RowUpload(request, context, limits)
        let view = try await store.dataset()
        try store.checkWritable(view)
        guard !view.hidesColumns else {
            throw APIError(
                .forbidden,
                "the key hides columns of \"\(view.name)\", whose values a replacement would lose; change single rows instead"
            )
        }
        let slice = try parameters["dateRange"].map { bounds throws(APIError) in
            try RowSlice(bounds, zone: zone, in: view)
        }
        if slice == nil { try Self.confirm(parameters, view.name) }
        let outcome: IngestOutcome
        do {
            outcome = try await store.ingest(
                upload, into: view, mode: .replace(view.limited(slice?.condition ?? .always)), slice: slice,
                // The same body for another range is another request.
                about: "replace \(slice.map { "\($0.range.from) \($0.range.before)" } ?? "")", spool: spool,
                uptime: environment.uptime)
        } catch let error as StorageError {
            throw APIError(replacement: error, upload.handling)
        }
        context.audit.add([
            "deleted": .stringConvertible(outcome.deleted), "inserted": .stringConvertible(outcome.inserted),
            "replayed": .stringConvertible(outcome.replayed),
        ])
        return upload.response(
            outcome, status: .ok, of: view, deleted: store.mayCount ? outcome.deleted : nil, replacing: slice?.range)
    }

    /// Checks that a request without a range means all rows.
    private static func confirm(_ parameters: QueryParameters, _ name: Identifier) throws(APIError) {
        guard let confirmation = parameters["confirm"] else {
            throw APIError(
                .confirmationRequired,
                "without \"dateRange\" all rows of \"\(name)\" are replaced; repeat with \"?confirm=\(name)\", or with a range"
            )
        }
        guard confirmation == name.rawValue else {
            throw APIError.parameter("confirm", got: confirmation, expected: "the dataset's name, \"\(name)\"")
        }
    }
}
