import Diagnostics
import Hummingbird
import Models
import Storage

/// A request whose body consists of rows.
struct RowUpload {
    /// The body's format.
    let format: BodyFormat
    /// The treatment of invalid rows.
    let handling: RowHandling
    /// The client's idempotency key.
    let key: String?
    /// The body.
    let stream: BodyStream
    private let preferred: RowHandling?

    /// Checks a request's header.
    ///
    /// - Throws: ``APIError``.
    init(_ request: Request, _ context: APIContext, _ limits: ServerLimits) throws(APIError) {
        format = try BodyFormat(request.headers)
        let coding = try ContentCoding(request.headers)
        preferred = try RowHandling.preferred(request.headers)
        handling = preferred ?? .strict
        key = try Self.idempotencyKey(request.headers)
        stream = try BodyStream(
            request, limit: format == .json ? limits.jsonBody : limits.streamedBody, coding: coding,
            progress: context.body)
    }

    /// Returns the rows of the body.
    ///
    /// - Parameter subject: A text by which the fingerprint differs from that of the same body for another purpose.
    func source(for view: DatasetView, about subject: String) -> BodyRowSource {
        BodyRowSource(
            stream, parser: format.parser(for: view.definition), handling: handling,
            fingerprintSeed: key == nil ? nil : subject.isEmpty ? format.rawValue : "\(format.rawValue) \(subject)")
    }

    /// Returns the answer; see ``response(_:status:of:preferred:deleted:replacing:resolution:)``.
    func response(
        _ outcome: IngestOutcome, status: HTTPResponse.Status, of view: DatasetView, deleted: Int64? = nil,
        replacing range: ResolvedRange? = nil, resolution: KeyResolution? = nil
    ) -> Response {
        Self.response(
            outcome, status: status, of: view, preferred: preferred, deleted: deleted, replacing: range,
            resolution: resolution)
    }

    /// Returns the answer to a client that wrote rows.
    ///
    /// - Parameters:
    ///   - preferred: The treatment of invalid rows, if the client stated one.
    ///   - deleted: The number of rows that were replaced; `nil` for a client that is not told, and if none could be.
    ///   - range: The range whose rows were replaced.
    ///   - resolution: The treatment of rows with the keys of other ones, if the client stated one.
    static func response(
        _ outcome: IngestOutcome, status: HTTPResponse.Status, of view: DatasetView, preferred: RowHandling?,
        deleted: Int64? = nil, replacing range: ResolvedRange? = nil, resolution: KeyResolution? = nil
    ) -> Response {
        var json = JSONWriter()
        json.beginObject()
        if let deleted { json.field("deleted", deleted) }
        json.field("inserted", outcome.inserted)
        if resolution == .mergeDuplicates { json.field("updated", outcome.updated) }
        if resolution == .ignoreDuplicates { json.field("ignored", outcome.ignored) }
        json.field("rejected", outcome.rejections.count)
        json.key("errors")
        json.beginArray()
        for error in outcome.rejections.errors { APIError.Item(error).redacted.write(into: &json) }
        json.endArray()
        json.field("dataVersion", outcome.dataVersion)
        if let range { json.field("ranges", [range]) }
        json.endObject()
        var response = Response(status: status, json: json)
        let applied = [
            preferred.map { "handling=\($0.rawValue)" }, resolution.map { "resolution=\($0.rawValue)" },
        ].compactMap { $0 }
        if !applied.isEmpty { response.headers[.preferenceApplied] = applied.joined(separator: ", ") }
        response.headers[.weirConsistency] = DatasetVersion(outcome.dataVersion, of: view.dataset.id).token
        if outcome.replayed { response.headers[.idempotencyReplayed] = "true" }
        return response
    }

    /// Reads the `Idempotency-Key` header: 1 to 255 visible ASCII characters, optionally in quotes.
    static func idempotencyKey(_ headers: HTTPFields) throws(APIError) -> String? {
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
