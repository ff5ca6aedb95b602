import Basics
import Diagnostics
import Hummingbird
import Models
import NIOCore
import Storage

/// Routes that read, replace, patch and delete one row.
struct RowRoutes: Sendable {
    private static let path = "/v1/datasets/{dataset}/rows/{row}"

    let limits: ServerLimits

    var routes: [Route] {
        [
            Route(.get, Self.path, .read, .readRow, isTagged: true, read),
            Route(.put, Self.path, .ingest, .replaceRow, isTagged: true, replace),
            Route(.patch, Self.path, .ingest, .patchRow, isTagged: true, patch),
            Route(.delete, Self.path, .ingest, .deleteRow, isTagged: true, delete),
        ]
    }

    @Sendable func read(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let style = try Self.style(request)
        let name = try store.datasetName()
        let id = try context.rowID(in: name)
        guard let (row, view) = try await store.row(id, reading: ReadConsistency(request.headers)) else {
            throw APIError.rowNotFound("\(id)", in: name)
        }
        let tag = row.tag(view)
        guard try !request.isSatisfied(by: tag) else { return .notModified(tag) }
        return Response(row, tag, style: style)
    }

    @Sendable func replace(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        try await write(request, context, store, types: ["application/json"]) { document, dataset throws(APIError) in
            .replace(try document.replacement(for: dataset.definition))
        }
    }

    @Sendable func patch(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        // JSON Merge Patch (RFC 7396), one level deep: a json column is a single value.
        let types = ["application/merge-patch+json", "application/json"]
        return try await write(request, context, store, types: types) { document, dataset throws(APIError) in
            .patch(try document.patch(for: dataset.definition))
        }
    }

    @Sendable func delete(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let dataset = try await store.dataset()
        let id = try context.rowID(in: dataset.name)
        let precondition = try RowPrecondition(request.headers, row: id, of: dataset)
        return try await change(id, of: dataset, .delete, if: precondition, in: store, style: AnswerStyle())
    }

    private func write(
        _ request: Request, _ context: APIContext, _ store: StoreAccess, types: [String],
        _ change: (RowDocument, DatasetView) throws(APIError) -> RowChange
    ) async throws -> Response {
        let style = try Self.style(request)
        let id = try context.rowID(in: store.datasetName())
        try BodyFormat.check(request.headers, offered: types)
        try ContentCoding.requireIdentity(request.headers)
        let body = try await BodyStream.collect(request, limit: limits.documentBody, progress: context.body)
        let dataset = try await store.dataset()
        let document = try RowDocument(body, row: id)
        var precondition = try RowPrecondition(request.headers, row: id, of: dataset)
        if let version = document.version { precondition.require(version) }
        return try await self.change(
            id, of: dataset, change(document, dataset), if: precondition, in: store, style: style)
    }

    private func change(
        _ id: Int64, of dataset: DatasetView, _ change: RowChange, if precondition: RowPrecondition,
        in store: StoreAccess, style: AnswerStyle
    ) async throws -> Response {
        let outcome: RowChangeOutcome
        do {
            outcome = try await store.changeRow(id, of: dataset, change, if: precondition.condition)
        } catch StorageError.rejected(let rejections) where !rejections.errors.isEmpty {
            throw APIError(rejected: rejections.errors[0])
        }
        switch outcome {
        case .written(let row, let version):
            let tag = row.tag(dataset.fingerprint)
            guard store.grant.identity.scopes.contains(.read) else {
                // The row's other values are not for a client that may only write.
                return Response(
                    status: .noContent,
                    headers: [
                        .eTag: tag.text, .weirConsistency: DatasetVersion(version, of: dataset.dataset.id).token,
                    ])
            }
            var response = Response(row, tag, style: style)
            // Identifies the body as the row's representation, so that its tag does not refer to the request's body (RFC 9110,
            // section 8.7).
            response.headers[.contentLocation] = "/v1/datasets/\(dataset.name)/rows/\(id)"
            return response
        case .deleted(let version):
            return Response(
                status: .noContent, headers: [.weirConsistency: DatasetVersion(version, of: dataset.dataset.id).token])
        case .notFound: throw APIError.rowNotFound("\(id)", in: dataset.name)
        case .conflict(let version):
            let tag = EntityTag(row: id, version: version, of: dataset)
            throw APIError(
                .preconditionFailed,
                "the row is at version \(version), ETag \(tag.text), which the request does not expect; read it again, then repeat",
                headers: [.eTag: tag.text])
        }
    }

    private static func style(_ request: Request) throws(APIError) -> AnswerStyle {
        let parameters = try QueryParameters(request.uri.query, known: Operation.readRow.parameters.names)
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
    /// Returns the entity tag of the row in a view.
    ///
    /// - Parameter view: The ``DatasetView/fingerprint``.
    func tag(_ view: String?) -> EntityTag {
        EntityTag(
            dataset: dataset, row: id, version: version, columns: columns.count, definition: definitionVersion,
            view: view)
    }
}

extension Response {
    /// Creates a response with a row as a JSON object, `_id` and `_version` first.
    fileprivate init(_ row: StoredRow, _ tag: EntityTag, style: AnswerStyle) {
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
                .contentType: "application/json", .eTag: tag.text, .cacheControl: "no-cache",
                .weirConsistency: DatasetVersion(row.dataVersion, of: row.dataset).token,
            ],
            body: ResponseBody(byteBuffer: buffer))
    }
}
