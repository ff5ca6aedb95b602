import Diagnostics
import Hummingbird
import Models
import Storage

/// The route that erases rows: it removes their values from every place of the store, and answers with a receipt.
struct ErasureRoute: Sendable {
    let limits: ServerLimits
    let environment: ServerEnvironment

    var routes: [Route] { [Route(.post, "/v1/datasets/{dataset}/erasures", .manage, .eraseRows, erase)] }

    @Sendable func erase(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        let (filters, zone) = try Self.filters(json)
        let view = try await store.dataset()
        let filter: RowFilter
        do {
            filter = try view.filter(filters, zone: zone)
        } catch {
            throw APIError(error, under: "/filters")
        }
        let receipt: ErasureReceipt
        do {
            receipt = try await store.eraseRows(of: view, matching: filter.condition)
        } catch StorageError.rejected(let rejections) where !rejections.errors.isEmpty {
            throw APIError(notDeleted: rejections.errors[0])
        }
        var response = Response(status: .ok, json: receipt.json(at: environment.now(), filter.ranges))
        response.headers[.weirConsistency] = DatasetVersion(receipt.dataVersion, of: view.dataset.id).token
        return response
    }

    /// Reads `{filters, timezone?}`.
    private static func filters(_ json: JSONValue) throws(APIError) -> ([Filter], ZoneRules) {
        var items = ErrorList<APIError.Item>()
        var filters: [Filter] = []
        var zone = ZoneRules.utc
        if let object = JSONObject(json, at: "", known: ["filters", "timezone"], items: &items) {
            if let value = object.required("filters", expected: "an array of filters", items: &items) {
                do {
                    filters = try Filter.list(json: value)
                } catch {
                    throw APIError(error, under: "/filters")
                }
                if filters.isEmpty {
                    items.append(.shape(at: "/filters", got: value, expected: "an array of at least one filter"))
                }
            }
            if let value = object["timezone"] {
                if case .string(let name) = value, let found = ZoneRules.named(name) {
                    zone = found
                } else {
                    items.append(.shape(at: "/timezone", got: value, expected: ZoneRules.expected))
                }
            }
        }
        guard let first = items.all.first else { return (filters, zone) }
        throw APIError(.invalidQuery, first.detail + NearestName.hint(first.nearest), items: items.all)
    }
}

extension ErasureReceipt {
    fileprivate func json(at time: Timestamp, _ ranges: [ResolvedRange]) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("erasedAt", time.description)
        json.field("rows", rows)
        json.field("idempotencyRecords", records)
        json.field("dataVersion", dataVersion)
        json.field("ranges", ranges)
        json.key("remains")
        json.beginArray()
        for place in remains { json.string(place) }
        json.endArray()
        json.endObject()
        return json
    }
}
