import Hummingbird
import Models
import Storage

/// The route that writes rows.
struct IngestRoute: Sendable {
    let limits: ServerLimits
    let spool: SpoolBudget
    let environment: ServerEnvironment

    var routes: [Route] { [Route(.post, "/v1/datasets/{dataset}/rows", .ingest, .writeRows, isHeavy: true, ingest)] }

    @Sendable func ingest(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        try request.headers.checkPreferences([.handling, .resolution])
        let upload = try RowUpload(request, context, limits)
        let view = try await store.dataset()
        try store.checkWritable(view)
        let resolution = try KeyResolution.preferred(request.headers, for: view)
        let outcome: IngestOutcome
        do {
            outcome = try await store.ingest(
                upload, into: view, mode: resolution?.mode(for: view) ?? .append, about: resolution?.rawValue ?? "",
                spool: spool, uptime: environment.uptime)
        } catch StorageError.rejected(let rejections) {
            throw APIError(rejections, key: view.definition.key)
        }
        return upload.response(outcome, status: .created, of: view, resolution: resolution)
    }
}
