import Hummingbird
import Logging
import Models
import Storage

/// Routes that create, describe, change and drop datasets.
struct DatasetRoutes: Sendable {
    let limits: ServerLimits
    let spool: SpoolBudget

    var routes: [Route] {
        [
            Route(.post, "/v1/datasets", .manage, .createDataset, create),
            Route(.get, "/v1/datasets", .read, .listDatasets, list),
            Route(.get, "/v1/datasets/{dataset}", .read, .describeDataset, isTagged: true, describe),
            Route(.patch, "/v1/datasets/{dataset}", .manage, .changeDataset, isTagged: true, change),
            Route(.delete, "/v1/datasets/{dataset}", .manage, .dropDataset, isTagged: true, drop),
        ]
    }

    @Sendable func create(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        guard !FileUpload.isMeant(by: request) else {
            return try await FileUpload(store: store, limits: limits, spool: spool).create(request, context)
        }
        try FileUpload.checkName(of: request)
        _ = try QueryParameters(request.uri.query, known: [])
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        let definition = try DatasetRequest.definition(json)
        try await store.checkLookups(of: definition)
        context.audit.add(["dataset": "\(definition.name)", "columns": .stringConvertible(definition.columns.count)])
        let dataset = try await store.createDataset(definition)
        var response = Response(dataset, status: .created)
        response.headers[.location] = "/v1/datasets/\(dataset.name)"
        return response
    }

    @Sendable func list(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        var json = JSONWriter()
        json.beginObject()
        json.key("datasets")
        json.beginArray()
        for dataset in try await store.datasets(reading: ReadConsistency(request.headers)) {
            dataset.write(into: &json)
        }
        json.endArray()
        json.endObject()
        return Response(json: json)
    }

    @Sendable func describe(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let dataset = try await store.dataset(reading: ReadConsistency(request.headers))
        guard try !request.isSatisfied(by: dataset.tag) else { return .notModified(dataset.tag) }
        return Response(dataset, status: .ok)
    }

    @Sendable func change(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.changeDataset.parameters.names)
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        let change = try DatasetRequest.change(json)
        context.audit.add(change.facts)
        let isConfirmed = try Self.isConfirmed(request, parameters, try store.datasetName())
        let expected = try await expectedVersion(request, in: store)
        do {
            try await store.checkLookups(of: change)
            // An ETag confirms the loss of data, but a client that always sends one has not seen the names of keys.
            if parameters["confirm"] == nil, change.bindsColumns || !isConfirmed && !change.dropped.isEmpty {
                let dataset = try await store.dataset().dataset
                let changed = try Self.definition(of: dataset, after: change)
                let dependents = try await store.dependents(of: dataset, on: change, to: changed)
                let dropped = isConfirmed ? [] : change.dropped
                if let error = APIError.unconfirmed(dropping: dropped, of: dataset, dependents) { throw error }
            }
            return Response(try await store.changeDataset(change, expecting: expected), status: .ok)
        } catch StorageError.invalidDefinition(let problem) {
            // Added columns follow those that stay.
            let kept = try await store.dataset().columns.count - change.dropped.count
            throw APIError(changedColumns: problem, existing: max(0, kept))
        }
    }

    @Sendable func drop(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let parameters = try QueryParameters(request.uri.query, known: Operation.dropDataset.parameters.names)
        let name = try store.datasetName()
        guard try Self.isConfirmed(request, parameters, name) else {
            throw APIError.unconfirmed(dropping: name, referredToBy: try await store.referringDatasets())
        }
        let expected = try await expectedVersion(request, in: store)
        try await store.dropDataset(expecting: expected)
        return Response(status: .noContent)
    }

    /// Returns the definition after a change, to check the change before its confirmation.
    ///
    /// - Throws: ``Storage/StorageError/invalidDefinition(_:)``.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private static func definition(
        of dataset: Dataset, after change: DatasetChange
    ) throws(StorageError) -> DatasetDefinition {
        do throws(DefinitionError) {
            return try dataset.definition.applying(change)
        } catch {
            throw .invalidDefinition(error)
        }
    }

    /// Returns whether a request confirms the loss of data, by the dataset's name or by the state that the client knows.
    ///
    /// - Throws: ``APIError`` for another name.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    private static func isConfirmed(
        _ request: Request, _ parameters: QueryParameters, _ name: Identifier
    ) throws(APIError) -> Bool {
        guard let confirmation = parameters["confirm"] else { return request.headers[.ifMatch] != nil }
        guard confirmation == name.rawValue else {
            throw APIError.parameter("confirm", got: confirmation, expected: "the dataset's name, \"\(name)\"")
        }
        return true
    }

    /// Returns the data version in `If-Match`, which the store tests again when it makes the change; `nil` without the header
    /// or for `*`.
    ///
    /// - Throws: ``APIError`` if the header does not list the dataset's tag.
    private func expectedVersion(_ request: Request, in store: StoreAccess) async throws -> Int64? {
        guard let ifMatch = request.headers[.ifMatch] else { return nil }
        guard let tags = try EntityTag.list(ifMatch, header: "If-Match") else { return nil }
        let dataset = try await store.dataset()
        guard tags.contains(dataset.tag) else {
            throw APIError.precondition(ifMatch, "the dataset is at \(dataset.tag.text)", dataset.tag)
        }
        return dataset.dataset.dataVersion
    }
}

extension DatasetChange {
    /// A Boolean value that indicates whether a restriction that fits no column may fit one after the change.
    fileprivate var bindsColumns: Bool {
        !added.isEmpty || !renamed.isEmpty || altered.contains { $0.type != nil }
    }
}

extension APIError {
    /// A definition that is invalid once columns are changed. Pointers refer to the request, not to the whole definition.
    fileprivate init(changedColumns problem: DefinitionError, existing: Int) {
        self.init(definition: problem)
        items = items.map { item in
            var item = item
            switch problem {
            case .duplicateColumn(let index, _):
                item.pointer = "/addColumns/\(index >= existing ? index - existing : index)/name"
            case .addedColumnNotNullable(let index, _):
                item.pointer = "/addColumns/\(index >= existing ? index - existing : index)/nullable"
            case .useOfType(let index, _, _, _), .indexOfManyPartitions(let index, _, _, _):
                item.pointer = "/addColumns/\(index >= existing ? index - existing : index)/index"
            case .change, .retentionWithoutTime: break
            default: item.pointer = "/addColumns"
            }
            return item
        }
    }
}
