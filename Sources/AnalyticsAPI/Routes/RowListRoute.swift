import Basics
import Hummingbird
import Models
import Storage

/// The route that lists rows in pages, in the order of their ids.
struct RowListRoute: Sendable {
    /// The default number of rows per page.
    static let defaultLimit = 100
    /// The maximum number of rows per page.
    static let maximumLimit = 10_000
    /// The number of rows that are read at a time when all rows are streamed.
    static let streamedLimit = 1000
    /// The name of the column of row ids. Names of a dataset's columns do not begin with an underscore.
    static let idColumn = "_id"

    let environment: ServerEnvironment

    var routes: [Route] { [Route(.get, "/v1/datasets/{dataset}/rows", .read, .listRows, isHeavy: true, list)] }

    @Sendable func list(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        let known = Operation.listRows.parameters.names
        let parameters = try QueryParameters(request.uri.query, known: known)
        let options = try AnswerOptions(request, parameters)
        let hasIDs = try parameters.choice("ids", of: Flag.self) != .no
        guard hasIDs || options.format == .csv else {
            throw APIError.parameter(
                "ids", got: "false", expected: "true: only CSV has rows without ids; add format=csv")
        }
        let limit = try parameters.integer("limit", in: 1...Self.maximumLimit)
        // CSV and NDJSON go to files and pipes, which do not follow cursors, so they get all rows.
        let isWhole = limit == nil && options.format.isStream
        let filters = try Self.filters(parameters)
        let zone = try Self.zone(parameters)

        let cursor = try parameters["cursor"].map { text throws(APIError) in try PageCursor(text) }
        let reading = try ReadConsistency(request.headers).reaching(cursor?.seen)
        let view = try await store.dataset(reading: reading)
        let dataset = view.dataset
        try cursor?.check(dataset)
        var page = RowPageRequest(limit: limit ?? (isWhole ? Self.streamedLimit : Self.defaultLimit))
        let filter: RowFilter
        do {
            filter = try view.filter(filters, zone: zone)
        } catch {
            throw APIError(filters: error)
        }
        page.filter = filter.condition
        page.after = cursor?.after

        let rows = try await store.rows(of: view, page: page, reading: reading)
        let version = DatasetVersion(rows.dataVersion, of: dataset.id)
        var headers: HTTPFields = [
            .contentType: options.format.mediaType, .vary: "Accept", .cacheControl: "no-cache",
            .weirConsistency: version.token,
        ]
        let pages = RowPages(
            store: store, view: view, request: page, reading: reading.reaching(version), client: context.client,
            options: options, hasIDs: hasIDs)
        if isWhole, rows.hasMore {
            return Response(status: .ok, headers: headers, body: pages.all(from: rows))
        }
        let next =
            rows.hasMore
            ? rows.ids.last.map { last in
                PageCursor(dataset: dataset.id, after: last, dataVersion: rows.dataVersion).text
            } : nil
        if let next { headers[.link] = "<\(Self.link(dataset, parameters, known, next))>; rel=\"next\"" }
        let summary = AnswerSummary(
            dataVersion: rows.dataVersion, elapsed: environment.uptime() - context.start, next: next,
            zone: filter.zone, ranges: filter.ranges, warnings: filter.formerNames.map(\.warning), isQuery: false)
        return Response(status: .ok, headers: headers, body: pages.one(rows, summary))
    }

    private enum Flag: String, CaseIterable {
        case yes = "true"
        case no = "false"
    }

    /// Reads the parameter `filters`.
    static func filters(_ parameters: QueryParameters) throws(APIError) -> [Filter] {
        guard let text = parameters["filters"] else { return [] }
        let json = try RequestDocument.parse(
            text, parameter: "filters",
            expected:
                #"a JSON array of filters such as [{"member": "country", "operator": "equals", "values": ["DE"]}]"#)
        do {
            return try Filter.list(json: json)
        } catch {
            throw APIError(filters: error)
        }
    }

    /// Reads the parameter `timezone`.
    static func zone(_ parameters: QueryParameters) throws(APIError) -> ZoneRules {
        guard let text = parameters["timezone"] else { return .utc }
        guard let zone = ZoneRules.named(text) else {
            throw .parameter(
                "timezone", got: text, expected: "the name of an IANA time zone",
                nearest: ZoneRules.nearestName(to: text), code: "unknown_time_zone")
        }
        return zone
    }

    private static func link(
        _ dataset: Dataset, _ parameters: QueryParameters, _ known: [String], _ next: String
    ) -> String {
        var pairs: [String] = []
        for name in known where name != "cursor" {
            if let value = parameters[name] { pairs.append("\(name)=\(PercentEncoding.encode(value))") }
        }
        pairs.append("cursor=\(next)")
        return "/v1/datasets/\(dataset.name)/rows?" + pairs.joined(separator: "&")
    }
}

extension APIError {
    /// Invalid filters in a URL. Pointers are relative to the parameter's array.
    init(filters invalid: QueryError) {
        self.init(invalid)
        items = items.map { item in
            var item = item
            item.parameter = "filters"
            return item
        }
    }
}
