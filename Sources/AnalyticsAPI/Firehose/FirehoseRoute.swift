import Diagnostics
import Hummingbird
import Logging
import Models
import Storage

/// The route that takes batches of Amazon Data Firehose's HTTP endpoint destination.
struct FirehoseRoute: Sendable {
    let limits: ServerLimits
    let spool: SpoolBudget
    let environment: ServerEnvironment

    var routes: [Route] {
        [
            Route(
                .post, "/v1/datasets/{dataset}/firehose", .ingest, .receiveFirehose, isHeavy: true,
                takesAccessKey: true, receive)
        ]
    }

    @Sendable func receive(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let batch = try FirehoseRequest(request.headers)
        try BodyFormat.check(request.headers, offered: [BodyFormat.json.rawValue])
        let body = try BodyStream(
            request, limit: limits.firehoseBody, coding: try ContentCoding(request.headers), progress: context.body)
        let view = try await store.dataset()
        try store.checkWritable(view)
        guard batch.resolution == nil || !view.definition.key.isEmpty else {
            throw APIError(
                .invalidHeader,
                "X-Amz-Firehose-Common-Attributes: got \"resolution\", but \"\(view.name)\" has no \"key\", which is set when a dataset is created"
            )
        }
        let rows = BodyRowSource(
            FirehosePieces(body, requestID: batch.requestID),
            parser: BodyFormat.ndjson.parser(for: view.definition), handling: batch.handling,
            fingerprintSeed: "firehose " + (batch.resolution?.rawValue ?? ""))
        let outcome: IngestOutcome
        do {
            outcome = try await store.ingest(
                rows, handling: batch.handling, key: batch.recordKey, into: view,
                mode: batch.resolution?.mode(for: view) ?? .append, spool: spool, uptime: environment.uptime)
        } catch StorageError.rejected(let rejections) {
            throw APIError(rejections, key: view.definition.key, isStream: true)
        }
        if outcome.rejections.count > 0, !outcome.replayed {
            // The answer has no place for them, and their values belong into no log.
            let codes = Set(outcome.rejections.errors.map(\.code.rawValue)).sorted().joined(separator: ", ")
            context.logger.warning(
                "rows of a Firehose batch were left out",
                metadata: [
                    "dataset": "\(view.name)", "firehoseRequestId": "\(batch.requestID)",
                    "rejected": .stringConvertible(outcome.rejections.count), "codes": "\(codes)",
                ])
        }
        var response = FirehoseAnswer.success(batch.requestID, at: environment.now())
        if outcome.replayed { response.headers[.idempotencyReplayed] = "true" }
        return response
    }
}
