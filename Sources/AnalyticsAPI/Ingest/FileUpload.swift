import Diagnostics
import Hummingbird
import Logging
import Models
import NIOCore
import Storage

/// Creates a dataset from a file: infers its definition from all rows, and writes them in one transaction.
///
/// The body is spooled, because its last row can decide about a type.
struct FileUpload: Sendable {
    let store: StoreAccess
    let limits: ServerLimits
    let spool: SpoolBudget

    /// Returns whether a request to create a dataset carries a file and no definition.
    static func isMeant(by request: Request) -> Bool {
        let essence = request.headers[.contentType].flatMap { MediaRange($0) }?.essence
        guard essence != BodyFormat.json.rawValue else { return false }
        // A name in the query tells of a file too, whose media type curl, for one, does not state by itself.
        return essence.map(BodyFormat.fileNames.contains) ?? false || hasName(request)
    }

    private static func hasName(_ request: Request) -> Bool {
        let query = request.uri.query ?? ""
        return query.hasPrefix("name=") || query.contains("&name=")
    }

    /// Checks a request with a definition, whose name is part of it: a name in the query is that of a file.
    static func checkName(of request: Request) throws(APIError) {
        guard hasName(request) else { return }
        throw APIError(parameters: [
            APIError.Item(
                parameter: "name", code: "unknown_parameter",
                detail: "got the parameter \"name\" with Content-Type: \(BodyFormat.json.rawValue), which is that of a "
                    + "definition without parameters; for a file of rows, expected Content-Type: \(BodyFormat.csv.rawValue) or "
                    + BodyFormat.ndjson.rawValue)
        ])
    }

    func create(_ request: Request, _ context: APIContext) async throws -> Response {
        let parameters = try QueryParameters(
            request.uri.query, known: Operation.createDataset.parameters.names,
            prefixes: Operation.createDataset.parameters.prefixes, lists: ["null", "key"])
        let name = try Self.name(parameters)
        let isPreview = try parameters.choice("preview", of: Preview.self) == .yes
        if isPreview { context.audit.changesNothing() }
        context.audit.add(["dataset": "\(name)"])
        let options = try Self.options(parameters)
        let essence = try BodyFormat.check(request.headers, offered: BodyFormat.fileNames)
        let format: InferenceFormat = essence == BodyFormat.csv.rawValue ? .csv : .ndjson
        // Before the upload, because a name that is taken makes it futile.
        if !isPreview { try await store.requireFree(name) }
        let stream = try BodyStream(
            request, limit: limits.streamedBody, coding: try ContentCoding(request.headers), progress: context.body)
        let body = BodySpool(spool)
        let inferred = try await infer(stream, format, options, into: body)
        let definition: DatasetDefinition
        do throws(DefinitionError) { definition = try inferred.definition(named: name) } catch {
            throw APIError(definition: error)
        }
        guard !isPreview else { return Response(json: inferred.preview(of: definition)) }

        let source = ParsedRowSource(
            body.pieces, parser: inferred.parser(for: definition), skipsBadRows: false, digest: nil)
        let view: DatasetView
        let outcome: IngestOutcome
        do {
            (view, outcome) = try await store.createDataset(definition, rows: source)
        } catch StorageError.rejected(let rejections) {
            throw APIError(rejections, of: definition)
        }
        context.audit.add([
            "columns": .stringConvertible(definition.columns.count), "inserted": .stringConvertible(outcome.inserted),
        ])
        var response = Response(status: .created, json: inferred.json(of: view, inserted: outcome.inserted))
        response.headers[.location] = "/v1/datasets/\(view.name)"
        response.headers[.eTag] = view.tag.text
        response.headers[.cacheControl] = "no-cache"
        response.headers[.weirConsistency] = DatasetVersion(view.dataset).token
        return response
    }

    private enum Preview: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }

    private static func name(_ parameters: QueryParameters) throws(APIError) -> Identifier {
        guard let text = parameters["name"] else {
            throw APIError(parameters: [
                APIError.Item(
                    parameter: "name", code: "missing_parameter",
                    detail:
                        "the parameter \"name\" is missing, expected the name of the dataset to create from the rows")
            ])
        }
        do throws(IdentifierError) { return try Identifier(text) } catch {
            throw .parameter("name", got: text, expected: IdentifierError.expected, nearest: error.nearest)
        }
    }

    private static func options(_ parameters: QueryParameters) throws(APIError) -> InferenceOptions {
        var options = InferenceOptions()
        for (name, value) in parameters.all where name != "name" && name != "preview" {
            do throws(InferenceOptionError) { try options.set(name, to: value) } catch { throw APIError(option: error) }
        }
        return options
    }

    private func infer(
        _ stream: BodyStream, _ format: InferenceFormat, _ options: InferenceOptions, into body: BodySpool
    ) async throws(APIError) -> InferredDataset {
        var stream = stream
        var inference = DatasetInference(format: format, options: options)
        while let chunk = try await stream.next() {
            // A compressed body can expand to many chunks, so let other tasks run between two of them.
            await Task.yield()
            let result = chunk.withUnsafeReadableBytes { bytes in
                Result { () throws(APIError) in
                    do throws(SpoolError) { try body.append(bytes) } catch { throw .reading(error) }
                    do throws(InferenceError) { try inference.consume(bytes) } catch { throw APIError(error) }
                }
            }
            try result.get()
        }
        do throws(InferenceError) { return try inference.finish() } catch { throw APIError(error) }
    }
}

extension BodyFormat {
    /// The media types of files of rows, with their other names.
    fileprivate static let fileNames = [csv.rawValue, ndjson.rawValue] + aliasNames
}

extension APIError {
    /// A file that gives no dataset.
    init(_ error: InferenceError) {
        switch error {
        case .file(let error):
            self.init(
                .invalidRows, "no dataset was created: \(error.sentence)", items: [Item(error)])
        case .option(let error): self.init(option: error)
        }
    }

    /// An option that is not valid.
    init(option error: InferenceOptionError) {
        self.init(parameters: [
            Item(
                parameter: error.name, line: error.line, code: "invalid_value",
                detail: "\(error.name)\(error.place): got \(error.got), expected \(error.expected)", got: error.got,
                expected: error.expected, nearest: error.nearest)
        ])
    }
}

extension InferredDataset {
    /// The answer to a preview: a definition that can be sent as it is, with the reasons.
    fileprivate func preview(of definition: DatasetDefinition) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.key("definition")
        json.beginObject()
        definition.writeMembers(into: &json)
        json.endObject()
        writeInference(into: &json)
        json.endObject()
        return json
    }

    /// The answer to a creation: the dataset, with the reasons.
    fileprivate func json(of dataset: DatasetView, inserted: Int64) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        dataset.writeMembers(into: &json)
        json.field("inserted", inserted)
        writeInference(into: &json)
        json.endObject()
        return json
    }

    private func writeInference(into json: inout JSONWriter) {
        json.key("inference")
        json.beginObject()
        json.field("rows", rowCount)
        json.field("format", format.rawValue)
        if let separator { json.field("separator", separator) }
        json.key("columns")
        json.beginArray()
        for column in columns { column.write(into: &json) }
        json.endArray()
        json.endObject()
    }
}

extension InferredColumn {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.field("name", column.name.rawValue)
        json.field("header", header)
        json.field("type", column.type.rawValue)
        json.field("reason", reason)
        if let line { json.field("line", line) }
        if let missingLine { json.field("missingLine", missingLine) }
        if column.type.isNumeric, reading.decimalMark != .point { json.field("decimal", reading.decimalMark.rawValue) }
        if column.type.isTime {
            if let dates = reading.epoch?.rawValue ?? reading.dateOrder?.rawValue { json.field("dates", dates) }
            if column.type == .timestamp { json.field("zone", reading.zone.identifier) }
        }
        if !options.isEmpty {
            json.key("options")
            json.beginArray()
            for option in options { json.string(option) }
            json.endArray()
        }
        json.endObject()
    }
}
