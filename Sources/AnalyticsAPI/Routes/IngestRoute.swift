import Diagnostics
import Hummingbird
import Models
import Storage

/// The route that writes rows.
struct IngestRoute: Sendable {
    let limits: ServerLimits
    let spool: SpoolBudget
    let environment: ServerEnvironment

    var routes: [Route] { [Route(.post, "/v1/datasets/{dataset}/rows", .ingest, isHeavy: true, ingest)] }

    @Sendable func ingest(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let format = try BodyFormat(request.headers)
        let coding = try ContentCoding(request.headers)
        let preferred = try RowHandling.preferred(request.headers)
        let key = try Self.idempotencyKey(request.headers)
        let stream = try BodyStream(
            request, limit: format == .json ? limits.jsonBody : limits.streamedBody, coding: coding,
            progress: context.body)

        let view = try await store.dataset()
        try store.checkWritable(view)
        let handling = preferred ?? .strict
        let source = BodyRowSource(
            stream, parser: format.parser(for: view.definition), handling: handling,
            fingerprintSeed: key == nil ? nil : format.rawValue)
        let outcome = try await store.ingest(
            source, into: view, handling: handling, key: key, spool: spool, uptime: environment.uptime)

        var response = Response(status: .created, json: outcome.json)
        if let preferred { response.headers[.preferenceApplied] = "handling=\(preferred.rawValue)" }
        response.headers[.weirConsistency] = DatasetVersion(outcome.dataVersion, of: view.dataset.id).token
        if outcome.replayed { response.headers[.idempotencyReplayed] = "true" }
        return response
    }

    /// Reads the `Idempotency-Key` header: 1 to 255 visible ASCII characters, optionally in quotes.
    private static func idempotencyKey(_ headers: HTTPFields) throws(APIError) -> String? {
        guard let text = headers[.idempotencyKey] else { return nil }
        let isQuoted = text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
        let key = isQuoted ? String(text.dropFirst().dropLast()) : text
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw APIError(
                .invalidHeader,
                "Idempotency-Key: got \(text.quotedForMessage), expected 1 to 255 visible ASCII characters")
        }
        return key
    }
}

extension BodyFormat {
    /// The format of the rows.
    private var rows: RowFormat {
        switch self {
        case .json: .json
        case .ndjson: .ndjson
        case .csv: .csv
        }
    }

    /// Returns a parser of a dataset's rows.
    func parser(for dataset: DatasetDefinition) -> any RowParser { rows.parser(for: dataset) }
}

extension IngestOutcome {
    /// The body of the answer.
    fileprivate var json: JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("inserted", inserted)
        json.field("rejected", rejections.count)
        json.key("errors")
        json.beginArray()
        for error in rejections.errors { APIError.Item(error).write(into: &json) }
        json.endArray()
        json.field("dataVersion", dataVersion)
        json.endObject()
        return json
    }
}
