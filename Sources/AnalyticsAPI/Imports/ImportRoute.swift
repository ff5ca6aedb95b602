import Diagnostics
import Hummingbird
import Logging
import Models
import Storage

/// The route that writes the rows of an object of Amazon S3, which the server reads itself.
struct ImportRoute: Sendable {
    let limits: ServerLimits
    let spool: SpoolBudget
    let environment: ServerEnvironment
    /// The objects that clients may import; `nil` for a server that imports none.
    let imports: ObjectImports?

    var routes: [Route] {
        [Route(.post, "/v1/datasets/{dataset}/imports", .ingest, .importObject, isHeavy: true, load)]
    }

    @Sendable func load(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        try request.headers.checkPreferences([.handling, .resolution])
        let preferred = try RowHandling.preferred(request.headers)
        let key = try RowUpload.idempotencyKey(request.headers)
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        let wanted = try ImportRequest(json)
        let source = try source(of: wanted.object)
        guard key == nil || !wanted.isOnce else {
            throw APIError(
                .invalidImport,
                "got \"once\" and Idempotency-Key, expected one of them: both make a repetition load nothing")
        }
        let view = try await store.dataset()
        try store.checkWritable(view)
        let resolution = try KeyResolution.preferred(request.headers, for: view)

        let first = try await ObjectPieces.open(wanted.object, from: source)
        let format = try wanted.format(of: first)
        let pieces = try ObjectPieces(
            wanted.object, beginning: first, from: source,
            limit: format == .json ? limits.jsonBody : limits.streamedBody, progress: context.body)
        let handling = preferred ?? .strict
        let rows = BodyRowSource(
            pieces, parser: format.parser(for: view.definition), handling: handling,
            // The content that "once" is about is in its key.
            fingerprintSeed: key == nil ? nil : "\(format.rawValue) \(resolution?.rawValue ?? "")")
        let outcome: IngestOutcome
        do {
            outcome = try await store.ingest(
                rows, handling: handling, key: key ?? (wanted.isOnce ? Self.recordKey(wanted.object, first) : nil),
                into: view, mode: resolution?.mode(for: view) ?? .append, spool: spool, uptime: environment.uptime)
        } catch StorageError.rejected(let rejections) {
            throw APIError(rejections, key: view.definition.key)
        }
        context.logger.info(
            "object imported",
            metadata: [
                "dataset": "\(view.name)", "identity": "\(store.grant.identity.name)",
                "bucket": "\(wanted.object.bucket)", "bytes": .stringConvertible(first.total),
            ])
        return RowUpload.response(
            outcome, status: .created, of: view, preferred: preferred, resolution: resolution)
    }

    /// Returns the way to read an object.
    ///
    /// - Throws: ``APIError`` with 403 if the operator does not allow it.
    // Inlined into an asynchronous function, typed errors can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private func source(of object: ObjectReference) throws(APIError) -> any ObjectSource {
        let setting = "--import-sources (or IMPORT_SOURCES)"
        guard let imports else {
            throw APIError(
                .forbidden,
                "this server imports no objects of Amazon S3; its operator allows buckets and prefixes in \(setting)")
        }
        guard imports.allowed.allows(object) else {
            throw APIError(
                .forbidden,
                "got \(object.url.quotedForMessage), expected an object in a bucket and below a prefix that the server's operator allows in \(setting)"
            )
        }
        return imports.source
    }

    /// Returns the idempotency key of an object's content. Its spaces keep it apart from the keys that clients choose.
    private static func recordKey(_ object: ObjectReference, _ part: ObjectPart) -> String {
        "import \(object.bucket)/\(object.key) \(part.version ?? part.entityTag)"
    }
}
