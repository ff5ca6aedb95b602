import Basics
import Charts
import Diagnostics
import Models
import NIOCore
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Runs the tools with what the client of a request may do.
struct MCPTools: Sendable {
    /// The maximum size of an answer, in bytes: a model reads all of it.
    static let maximumBytes = 256 << 10

    let store: StoreAccess
    let environment: ServerEnvironment
    /// The time at which the request arrived.
    let start: Duration

    /// Runs a tool.
    ///
    /// - Throws: ``APIError``, ``Models/QueryError``, ``Storage/StorageError``.
    func run(_ tool: MCPTool, _ arguments: JSONValue) async throws -> MCPResult {
        let given = try Arguments(arguments, of: tool)
        switch tool {
        case .listDatasets: return try await list(from: given.text("cursor"))
        case .describeDataset: return try await describe(given.access(store))
        case .query: return try await query(given.query(), given.access(store))
        case .explain:
            let access = try given.access(store)
            let visible = try await visible(given.query(), access)
            return .document(JSONWriter(try await access.explain(visible, reading: .recent), of: visible).bytes)
        case .chart: return try await chart(given)
        case .listSavedQueries: return try await savedQueries(given.access(store), from: given.text("cursor"))
        case .runSavedQuery:
            let access = try given.access(store)
            return try await query(savedQuery(given.savedName(), given.parameters(), access), access)
        }
    }

    private func savedQueries(_ access: StoreAccess, from cursor: String?) async throws -> MCPResult {
        let view = try await access.dataset(reading: .recent)
        let all = try await access.savedQueries(of: view, now: environment.now())
            .filter { cursor == nil || $0.record.name.rawValue > cursor ?? "" }
        var json = JSONWriter()
        json.beginObject()
        json.key("queries")
        json.beginArray()
        var last: String?
        var count = 0
        for saved in all.prefix(MCPTool.page) {
            // A page with large queries is shorter, but has at least one.
            let members = saved.document.members
            let query = members.first { $0.key == "query" }?.value.description ?? "{}"
            guard last == nil || json.bytes.count + query.utf8.count <= Self.maximumBytes / 2 else { break }
            json.beginObject()
            json.field("name", saved.record.name.rawValue)
            if let title = saved.document.title { json.field("title", title) }
            if let description = saved.document.description { json.field("description", description) }
            json.key("query")
            json.raw(query)
            if let parameters = members.first(where: { $0.key == "parameters" })?.value.description {
                json.key("parameters")
                json.raw(parameters)
            }
            json.endObject()
            last = saved.record.name.rawValue
            count += 1
        }
        json.endArray()
        if count < all.count, let last { json.field("nextCursor", last) }
        json.endObject()
        return .document(json.bytes)
    }

    /// Returns a saved query with a limit for models: a larger one of its own would be a mistake that the model cannot correct.
    private func savedQuery(
        _ name: Identifier, _ values: [(name: String, value: String)], _ access: StoreAccess
    ) async throws -> Query {
        let view = try await access.dataset(reading: .recent)
        let document = try await access.savedQuery(name, of: view, now: environment.now()).document
        var query = try document.query(with: values)
        let most = min(access.grant.identity.limits.groups ?? MCPTool.rows, MCPTool.rows)
        query.limit = min(query.limit ?? most, most)
        return query
    }

    private func list(from cursor: String?) async throws -> MCPResult {
        let all = try await store.datasets(reading: .recent).filter { cursor == nil || $0.name.rawValue > cursor ?? "" }
        let page = all.prefix(MCPTool.page)
        var json = JSONWriter()
        json.beginObject()
        json.key("datasets")
        json.beginArray()
        for view in page {
            json.beginObject()
            json.field("name", view.name.rawValue)
            json.key("columns")
            json.beginArray()
            for column in view.columns { json.string(column.name.rawValue) }
            json.endArray()
            if let time = view.definition.timeColumn { json.field("timeColumn", time.rawValue) }
            if !view.isFiltered { json.field("rowCount", view.dataset.rowCount) }
            json.endObject()
        }
        json.endArray()
        if all.count > page.count, let last = page.last { json.field("nextCursor", last.name.rawValue) }
        json.endObject()
        return .document(json.bytes)
    }

    private func describe(_ access: StoreAccess) async throws -> MCPResult {
        let view = try await access.dataset(reading: .recent)
        var json = JSONWriter()
        json.beginObject()
        json.key("dataset")
        view.write(into: &json)
        Self.write(Self.lookups(view), into: &json)
        let span = try await access.span(of: view, now: environment.now(), reading: .recent)
        for (name, value) in [("firstTime", span.first), ("lastTime", span.last)] {
            switch value {
            case .timestamp(let instant): json.field(name, instant.description)
            case .date(let day): json.field(name, day.description)
            default: break
            }
        }
        json.key("examples")
        json.raw(JSONValue.array(Self.examples(view)).description)
        json.endObject()
        return .document(json.bytes)
    }

    /// A column of another dataset that queries can name.
    private struct LookedUp {
        let name: String
        let column: Column
    }

    /// Returns the columns of other datasets that exist for the client, with their names in queries.
    private static func lookups(_ view: DatasetView) -> [LookedUp] {
        view.columns.flatMap { column -> [LookedUp] in
            guard let target = column.lookup.flatMap({ view.lookups[$0]?.target }), target.key(for: column) != nil
            else { return [] }
            return target.dataset.columns.filter { !target.hidden.contains($0.name) }
                .map { LookedUp(name: "\(column.name).\($0.name)", column: $0) }
        }
    }

    private static func write(_ lookups: [LookedUp], into json: inout JSONWriter) {
        guard !lookups.isEmpty else { return }
        json.key("lookedUpColumns")
        json.beginArray()
        for lookup in lookups {
            json.beginObject()
            json.field("name", lookup.name)
            json.field("type", lookup.column.type.rawValue)
            if let label = lookup.column.label { json.field("label", label) }
            if let unit = lookup.column.unit { json.field("unit", unit) }
            if let description = lookup.column.description { json.field("description", description) }
            json.endObject()
        }
        json.endArray()
    }

    /// Queries that fit the columns of a dataset.
    private static func examples(_ view: DatasetView) -> [JSONValue] {
        let measures = JSONValue.strings(OverviewQuery.measures(of: view.columns))
        var examples: [JSONValue] = []
        if let group = view.columns.first(where: { $0.type == .string }) {
            examples.append(
                .members(["measures": measures, "dimensions": .strings([group.name.rawValue]), "limit": .whole(10)]))
        }
        if let found = lookups(view).first(where: { $0.column.type == .string }) {
            examples.append(
                .members(["measures": measures, "dimensions": .strings([found.name]), "limit": .whole(10)]))
        }
        if let time = view.definition.timeColumn {
            let bucket = JSONValue.members(["dimension": .string(time.rawValue), "granularity": .string("month")])
            examples.append(.members(["measures": measures, "timeDimensions": .array([bucket])]))
        }
        return examples.isEmpty ? [.members(["measures": measures])] : examples
    }

    private func query(_ query: Query, _ access: StoreAccess) async throws -> MCPResult {
        let visible = try await visible(query, access)
        let answer = try await access.query(visible, reading: .recent)
        // Programs in between read JSON numbers as doubles.
        var renderer = JSONRenderer(answer.columns, arrays: false, style: AnswerStyle(bigNumbersAsStrings: true))
        var buffer = ByteBuffer()
        renderer.begin(into: &buffer)
        while let batch = try await answer.nextBatch() {
            renderer.rows(batch, into: &buffer)
            guard buffer.readableBytes <= Self.maximumBytes else {
                await answer.close()
                throw APIError(
                    .answerTooLarge,
                    """
                    an answer for a model has at most \(Self.maximumBytes >> 10) KiB; aggregate more, filter rows, or set a \
                    smaller limit
                    """)
            }
        }
        renderer.end(
            AnswerSummary(
                dataVersion: answer.dataVersion, elapsed: environment.uptime() - start, total: answer.total,
                isExact: visible.resolved.isExact, approximate: visible.resolved.approximateMeasures,
                isTruncated: answer.isTruncated, zone: visible.resolved.zone, ranges: visible.resolved.ranges,
                lookups: visible.resolved.lookupSummaries(answer.lookupVersions),
                warnings: visible.resolved.formerNames.map(\.warning)),
            into: &buffer)
        return .document(buffer.readableBytesView)
    }

    private func chart(_ given: Arguments) async throws -> MCPResult {
        let access = try given.access(store)
        let visible = try await visible(given.query(), access)
        let form = ChartSpecification(kind: try given.kind(), title: try given.text("title"))
        let answer = try ChartAnswer(form, of: visible.resolved)
        let result = try await access.query(visible, reading: .recent)
        let rows = try await ChartAnswer.read(result, timing: access.timing)
        let (svg, description) = access.timing.render { answer.drawing(rows, isTruncated: result.isTruncated) }
        let picture = JSONValue.members([
            "type": .string("image"), "mimeType": .string(ChartAnswer.mediaType),
            "data": .string(Data(svg.utf8).base64EncodedString()),
        ])
        return MCPResult(content: [picture, MCPResult.text(description)])
    }

    // Not inlined for the reason at ``Arguments``.
    @inline(never)
    private func visible(_ query: Query, _ access: StoreAccess) async throws -> VisibleQuery {
        try await access.dataset(reading: .recent).resolved(
            query, limits: QueryLimits(defaultLimit: MCPTool.rows, maximumLimit: MCPTool.rows), now: environment.now())
    }
}

/// The arguments of a tool.
///
/// The functions that throw errors of a type are not inlined: in the asynchronous functions that call them, that ends the compiler of
/// Swift 6.3 in a release build ("While splitting coroutine").
private struct Arguments {
    private let object: JSONObject

    init(_ arguments: JSONValue, of tool: MCPTool) throws(APIError) {
        var items = ErrorList<APIError.Item>()
        let properties = tool.input.properties
        let object = JSONObject(arguments, at: "", known: properties.map(\.name), items: &items)
        for property in properties where property.isRequired {
            _ = object?.required(
                property.name, expected: property.name == "query" ? "a query" : "a name", items: &items)
        }
        guard let object, items.isEmpty else { throw Self.error(items) }
        self.object = object
    }

    @inline(never)
    func text(_ key: String) throws(APIError) -> String? {
        guard let value = object[key] else { return nil }
        guard case .string(let text) = value else {
            var items = ErrorList<APIError.Item>()
            items.append(.shape(at: object.pointer(to: key), got: value, expected: "a string"))
            throw Self.error(items)
        }
        return text
    }

    /// The access to the dataset that the arguments name.
    @inline(never)
    func access(_ store: StoreAccess) throws(APIError) -> StoreAccess {
        let name = try text("dataset") ?? ""
        let dataset: Identifier
        do throws(IdentifierError) { dataset = try Identifier(name) } catch {
            throw APIError(
                .datasetNotFound, "there is no dataset \(name.quotedForMessage); list_datasets has the names")
        }
        return try store.narrowed(to: dataset)
    }

    /// The name of a saved query.
    @inline(never)
    func savedName() throws(APIError) -> Identifier {
        let name = try text("name") ?? ""
        do throws(IdentifierError) { return try Identifier(name) } catch {
            throw APIError(
                .queryNotFound, "there is no saved query \(name.quotedForMessage); list_saved_queries has the names")
        }
    }

    /// The values of a saved query's parameters, as texts.
    @inline(never)
    func parameters() throws(APIError) -> [(name: String, value: String)] {
        guard let value = object["parameters"] else { return [] }
        var items = ErrorList<APIError.Item>()
        var values: [(name: String, value: String)] = []
        if case .object(let members) = value {
            for member in members {
                switch member.value {
                case .string(let text), .number(let text): values.append((member.key, text))
                case .bool(let truth): values.append((member.key, truth ? "true" : "false"))
                default:
                    items.append(
                        .shape(
                            at: JSONPointer.appending(member.key, to: object.pointer(to: "parameters")),
                            got: member.value, expected: "a text, a number or a Boolean"))
                }
            }
        } else {
            items.append(
                .shape(
                    at: object.pointer(to: "parameters"), got: value,
                    expected: "an object with values by names, such as {\"city\": \"Berlin\"}"))
        }
        guard items.isEmpty else { throw Self.error(items) }
        return values
    }

    @inline(never)
    func query() throws(QueryError) -> Query {
        // Models tend to write the document as text.
        if case .string(let text)? = object["query"], let value = try? JSONValue(parsing: text) {
            return try Query(json: value)
        }
        return try Query(json: object["query"] ?? .object([]))
    }

    @inline(never)
    func kind() throws(APIError) -> ChartKind? {
        guard let name = try text("kind") else { return nil }
        guard let kind = ChartKind(rawValue: name) else {
            let valid = ChartKind.allCases.map(\.rawValue)
            throw APIError(
                .invalidParameter,
                "kind: got \(name.quotedForMessage), expected one of \(valid.joined(separator: ", "))")
        }
        return kind
    }

    private static func error(_ items: ErrorList<APIError.Item>) -> APIError {
        let first = items.all.first
        return APIError(
            .invalidParameter, (first?.detail ?? "the arguments are not valid") + NearestName.hint(first?.nearest),
            items: items.all)
    }
}
