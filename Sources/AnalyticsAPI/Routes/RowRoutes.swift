import Basics
import Diagnostics
import Hummingbird
import Models
import NIOCore
import Storage

/// Routes that read, replace, patch and delete one row.
struct RowRoutes: Sendable {
    private static let path = "/v1/datasets/{dataset}/rows/{row}"

    let store: any AnalyticsStore
    let limits: ServerLimits

    var routes: [Route] {
        [
            Route(.get, Self.path, .read, isTagged: true, read),
            Route(.put, Self.path, .ingest, isTagged: true, replace),
            Route(.patch, Self.path, .ingest, isTagged: true, patch),
            Route(.delete, Self.path, .ingest, isTagged: true, delete),
        ]
    }

    @Sendable func read(_ request: Request, _ context: APIContext) async throws -> Response {
        let style = try Self.style(request)
        let name = try context.datasetName()
        let id = try context.rowID(in: name)
        guard let row = try await store.row(id, of: name, reading: ReadConsistency(request.headers)) else {
            throw APIError.rowNotFound("\(id)", in: name)
        }
        guard try !request.isSatisfied(by: row.tag) else { return .notModified(row.tag) }
        return Response(row, style: style)
    }

    @Sendable func replace(_ request: Request, _ context: APIContext) async throws -> Response {
        try await write(request, context, types: ["application/json"]) { document, dataset throws(APIError) in
            .replace(try document.replacement(for: dataset.definition))
        }
    }

    @Sendable func patch(_ request: Request, _ context: APIContext) async throws -> Response {
        // JSON Merge Patch (RFC 7396), one level deep: a json column is a single value.
        let types = ["application/merge-patch+json", "application/json"]
        return try await write(request, context, types: types) { document, dataset throws(APIError) in
            .patch(try document.patch(for: dataset.definition))
        }
    }

    @Sendable func delete(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let dataset = try await store.dataset(named: context.datasetName())
        let id = try context.rowID(in: dataset.name)
        let precondition = try RowPrecondition(request.headers, row: id, of: dataset)
        return try await change(id, of: dataset, .delete, if: precondition, style: AnswerStyle())
    }

    private func write(
        _ request: Request, _ context: APIContext, types: [String],
        _ change: (RowDocument, Dataset) throws(APIError) -> RowChange
    ) async throws -> Response {
        let style = try Self.style(request)
        let name = try context.datasetName()
        let id = try context.rowID(in: name)
        try BodyFormat.check(request.headers, offered: types)
        try ContentCoding.requireIdentity(request.headers)
        let body = try await BodyStream.collect(request, limit: limits.documentBody, progress: context.body)
        let dataset = try await store.dataset(named: name)
        let document = try RowDocument(body, row: id)
        var precondition = try RowPrecondition(request.headers, row: id, of: dataset)
        if let version = document.version { precondition.require(version) }
        return try await self.change(id, of: dataset, change(document, dataset), if: precondition, style: style)
    }

    private func change(
        _ id: Int64, of dataset: Dataset, _ change: RowChange, if precondition: RowPrecondition, style: AnswerStyle
    ) async throws -> Response {
        let outcome: RowChangeOutcome
        do throws(StorageError) {
            outcome = try await store.changeRow(id, of: dataset, change, if: precondition.condition)
        } catch {
            guard case .rejected(let rejections) = error, let rejection = rejections.errors.first else { throw error }
            throw APIError(rejected: rejection)
        }
        switch outcome {
        case .written(let row, _):
            var response = Response(row, style: style)
            // Identifies the body as the row's representation, so that its tag does not refer to the request's body (RFC 9110,
            // section 8.7).
            response.headers[.contentLocation] = "/v1/datasets/\(dataset.name)/rows/\(id)"
            return response
        case .deleted(let version):
            return Response(
                status: .noContent, headers: [.weirConsistency: DatasetVersion(version, of: dataset.id).token])
        case .notFound: throw APIError.rowNotFound("\(id)", in: dataset.name)
        case .conflict(let version):
            let tag = EntityTag(dataset: dataset.id, row: id, version: version, columns: dataset.columns.count)
            throw APIError(
                .preconditionFailed,
                "the row is at version \(version), ETag \(tag.text), which the request does not expect; read it again, then repeat",
                headers: [.eTag: tag.text])
        }
    }

    private static func style(_ request: Request) throws(APIError) -> AnswerStyle {
        let parameters = try QueryParameters(request.uri.query, known: ["bigints"])
        return AnswerStyle(bigNumbersAsStrings: try parameters.choice("bigints", of: BigIntegers.self) == .string)
    }

    private enum BigIntegers: String, CaseIterable { case number, string }
}

extension APIContext {
    /// Returns the row's id in the path.
    fileprivate func rowID(in dataset: Identifier) throws(APIError) -> Int64 {
        let sent = parameters.get("row") ?? ""
        let text = PercentEncoding.decode(sent) ?? sent
        guard let id = Int64(text), id > 0, String(id) == text else { throw .rowNotFound(text, in: dataset) }
        return id
    }
}

extension APIError {
    fileprivate static func rowNotFound(_ id: String, in dataset: Identifier) -> APIError {
        let hint = Int64(id) == nil ? "; a row's id is a positive whole number" : ""
        return APIError(.rowNotFound, "there is no row \(id.quotedForMessage) in \"\(dataset)\"" + hint)
    }
}

extension StoredRow {
    /// The entity tag of the row.
    var tag: EntityTag { EntityTag(dataset: dataset, row: id, version: version, columns: columns.count) }
}

extension Response {
    /// Creates a response with a row as a JSON object, `_id` and `_version` first.
    fileprivate init(_ row: StoredRow, style: AnswerStyle) {
        var ids = ColumnVector(type: .integer)
        ids.append(integer: row.id)
        var versions = ColumnVector(type: .integer)
        versions.append(integer: row.version)
        let columns =
            [RowListRoute.idColumn, RowDocument.versionKey].map { ResultColumn(name: $0, type: .integer) }
            + row.columns.map { ResultColumn(name: $0.name.rawValue, type: $0.type) }
        var writer = JSONRows(columns, arrays: false, style: style, terminator: 0x0A)
        var buffer = ByteBuffer()
        writer.write(RowBatch(columns: [ids, versions] + row.values.columns), into: &buffer)
        self.init(
            status: .ok,
            headers: [
                .contentType: "application/json", .eTag: row.tag.text, .cacheControl: "no-cache",
                .weirConsistency: DatasetVersion(row.dataVersion, of: row.dataset).token,
            ],
            body: ResponseBody(byteBuffer: buffer))
    }
}
