import Basics
import Charts
import Diagnostics
import Models

/// A query that a dataset keeps under a name, with the form of its chart and its texts.
struct SavedQuery: Sendable {
    /// The maximum number of saved queries in a dataset.
    static let maximumCount = 200
    /// The maximum size of a document as JSON, in bytes.
    static let maximumBytes = 64 << 10
    /// The maximum size of the values of parameters in all their places together, in bytes.
    static let maximumValueBytes = 64 << 10
    /// The maximum length of a description, in characters.
    static let maximumDescription = 2000
    private static let keys = ["query", "parameters", "chart", "title", "description"]

    /// The query, with the defaults of its parameters.
    let query: Query
    /// The parameters.
    let parameters: [SavedParameter]
    /// The form of the chart; its title is the saved query's.
    let chart: ChartSpecification
    /// The title for people.
    let title: String?
    /// The description for people, in lines.
    let description: String?
    /// The document as JSON.
    private let json: JSONValue
    /// The query as JSON, with the names of parameters in the places of their values.
    private let source: JSONValue

    /// Reads `{query, parameters?: {name: {default, description?}}, chart?: {kind?, width?, height?, theme?}, title?, description?}`.
    ///
    /// - Throws: ``APIError`` with the mistakes.
    init(json: JSONValue) throws(APIError) {
        if let mistake = Self.bareQuery(json) { throw .savedQuery([mistake]) }
        var reader = KeyPolicyReader()
        let example = "{\"query\": {\"measures\": [\"count\"]}}"
        guard let object = JSONObject(json, at: "", known: Self.keys, example: example, items: &reader.items) else {
            throw .savedQuery(reader.items.all)
        }
        let source = object.required("query", expected: "a query", items: &reader.items)
        title = Self.text(
            object, "title", "1 to \(Column.maximumLabel) characters without control characters", &reader.items,
            isValid: { Column.isLabel($0) })
        description = Self.description(object, &reader)
        let parameters =
            object["parameters"].map { SavedParameter.list($0, at: object.pointer(to: "parameters"), &reader) } ?? []
        self.parameters = parameters
        var chart = object["chart"].map { Self.chart($0, at: object.pointer(to: "chart"), &reader) } ?? .init()
        chart.title = title
        self.chart = chart
        let filled = source.map {
            Self.filled($0, parameters, named: SavedParameter.names(object["parameters"]), &reader)
        }
        guard reader.items.isEmpty, let source, let filled else { throw .savedQuery(reader.items.all) }
        do throws(QueryError) {
            query = try Query(json: filled)
        } catch {
            throw APIError(error, under: "/query")
        }
        self.json = json
        self.source = source
        let size = stored.utf8.count
        guard size <= Self.maximumBytes else {
            throw .savedQuery([
                APIError.Item(
                    pointer: "", code: QueryError.Code.outOfRange.rawValue,
                    detail: "got a saved query of \(size) bytes as JSON, expected at most \(Self.maximumBytes)")
            ])
        }
    }

    /// Reads a record's document.
    ///
    /// - Throws: ``APIError`` if a newer version of the program wrote what this one cannot read.
    init(_ document: String) throws(APIError) {
        guard let json = try? JSONValue(parsing: document) else {
            throw APIError(.internal, APIError.internalDetail, cause: "a saved query is not JSON")
        }
        try self.init(json: json)
    }

    /// Returns the query of a run.
    ///
    /// - Parameter given: The values of the URL by the parameters' names; parameters without one have their default.
    /// - Throws: ``APIError`` with the parameters that are not valid.
    func query(with given: [(name: String, value: String)]) throws(APIError) -> Query {
        guard !given.isEmpty else { return query }
        let values = try parameters.values(given)
        var (missing, used) = ([(pointer: String, got: JSONValue)](), [String: [String]]())
        let filled = source.filled(values, missing: &missing, used: &used)
        if let mistake = Self.sizeMistake(values, used, at: "") { throw .savedQuery([mistake]) }
        do throws(QueryError) {
            return try Query(json: filled)
        } catch {
            throw APIError(error)
        }
    }

    /// Returns a problem of a run with the parameters whose values are the mistakes, in place of the values' places in the query, which
    /// the client of the run has not sent.
    ///
    /// - Parameter given: The values of the URL by the parameters' names.
    func naming(_ given: [(name: String, value: String)], in problem: APIError) -> APIError {
        guard !given.isEmpty, !problem.items.isEmpty else { return problem }
        let values = Dictionary(parameters.map { ($0.name.rawValue, $0.fallback) }) { first, _ in first }
        var (missing, used) = ([(pointer: String, got: JSONValue)](), [String: [String]]())
        _ = source.filled(values, missing: &missing, used: &used)
        var problem = problem
        for index in problem.items.indices {
            guard let pointer = problem.items[index].pointer else { continue }
            // A mistake lies at a value, within it, or in the list that has it.
            let names = given.map(\.name).filter { name in
                used[name]?.contains { place in
                    pointer == place || pointer.hasPrefix(place + "/") || place.hasPrefix(pointer + "/")
                } ?? false
            }
            guard names.count == 1, let name = names.first.map({ SavedParameter.prefix + $0 }) else { continue }
            problem.items[index].parameter = name
            problem.items[index].pointer = nil
            if index == 0 { problem.detail = "\(name): \(problem.detail)" }
            problem.items[index].detail = "\(name): \(problem.items[index].detail)"
        }
        return problem
    }

    /// Returns the mistake of values that make a query too large in their places; `nil` if they do not.
    private static func sizeMistake(
        _ values: [String: JSONValue], _ used: [String: [String]], at pointer: String
    ) -> APIError.Item? {
        let size = used.reduce(0) { size, place in
            switch values[place.key] {
            case .string(let text)?, .number(let text)?: size + place.value.count * text.utf8.count
            default: size
            }
        }
        guard size > maximumValueBytes else { return nil }
        return APIError.Item(
            pointer: pointer, code: QueryError.Code.outOfRange.rawValue,
            detail:
                "got values of parameters of \(size) bytes in all their places, expected at most \(maximumValueBytes)")
    }

    /// Returns the mistake of a document that is a query itself; `nil` for another one.
    private static func bareQuery(_ json: JSONValue) -> APIError.Item? {
        guard case .object(let members) = json, !members.contains(where: { $0.key == "query" }),
            let first = members.first(where: { Query.keys.contains($0.key) })?.key
        else { return nil }
        return APIError.Item(
            pointer: "/" + first, code: QueryError.Code.unknownKey.rawValue,
            detail:
                "got \"\(first)\" at the top of the document, expected the query under \"query\", as in "
                + "{\"query\": {\"\(first)\": …}}")
    }

    /// Returns a query with the defaults of its parameters, and notes names that are none, and parameters that the query does not use.
    ///
    /// - Parameter written: The names in the document, those of parameters with mistakes included; `nil` if they cannot be read.
    private static func filled(
        _ source: JSONValue, _ parameters: [SavedParameter], named written: Set<String>?,
        _ reader: inout KeyPolicyReader
    ) -> JSONValue {
        let values = Dictionary(parameters.map { ($0.name.rawValue, $0.fallback) }) { first, _ in first }
        var (missing, used) = ([(pointer: String, got: JSONValue)](), [String: [String]]())
        let filled = source.filled(values, at: "/query", missing: &missing, used: &used)
        if let mistake = sizeMistake(values, used, at: "/parameters") { reader.items.append(mistake) }
        let names = values.keys.sorted()
        for place in missing {
            // The mistake of the parameter itself has been noted.
            guard let written else { continue }
            if case .string(let name) = place.got, written.contains(name) { continue }
            reader.items.append(
                .shape(
                    at: place.pointer, got: place.got,
                    expected: names.isEmpty
                        ? "a name of \"parameters\", which the document does not have"
                        : "one of " + names.joined(separator: ", ")))
        }
        for name in names where used[name] == nil {
            reader.items.append(
                APIError.Item(
                    pointer: "/parameters/\(name)", code: QueryError.Code.invalidValue.rawValue,
                    detail:
                        "the query does not use the parameter \"\(name)\", expected {\"parameter\": \"\(name)\"} in it")
            )
        }
        return filled
    }

    /// Reads a description for people.
    static func description(_ object: JSONObject, _ reader: inout KeyPolicyReader) -> String? {
        text(
            object, "description",
            "1 to \(maximumDescription) characters without control characters besides line feeds", &reader.items
        ) { text in
            (1...maximumDescription).contains(text.unicodeScalars.count)
                && !text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control }
        }
    }

    /// The text that a store keeps.
    var stored: String { json.description }

    /// The members of the document that the client sent.
    var members: [JSONMember] {
        guard case .object(let members) = json else { return [] }
        return members.filter { $0.value != .null }
    }

    /// Checks that the query fits a dataset, and the chart the query.
    ///
    /// - Throws: ``APIError`` with the mistakes.
    func check(_ view: DatasetView, now: Timestamp) throws(APIError) {
        let visible: VisibleQuery
        do throws(QueryError) {
            // A query without a limit gets one when it is run.
            visible = try view.resolved(query, limits: .stream, now: now, isRun: query.limit != nil)
        } catch {
            throw APIError(error, under: "/query")
        }
        guard let kind = chart.kind else { return }
        do throws(ChartError) {
            _ = try ChartPlan(visible.resolved.chartColumns, kind: kind)
        } catch {
            throw .savedQuery([APIError.Item(pointer: "/chart/kind", code: "not_drawable", detail: error.description)])
        }
    }

    private static func text(
        _ object: JSONObject, _ key: String, _ expected: String, _ items: inout ErrorList<APIError.Item>,
        isValid: (String) -> Bool
    ) -> String? {
        guard let value = object[key] else { return nil }
        guard case .string(let text) = value else {
            items.append(.shape(at: object.pointer(to: key), got: value, expected: expected))
            return nil
        }
        if isValid(text) { return text }
        items.append(
            APIError.Item(
                pointer: object.pointer(to: key), code: QueryError.Code.invalidValue.rawValue,
                detail: "got \(text.quotedForMessage), expected \(expected)"))
        return nil
    }

    private static func chart(
        _ value: JSONValue, at pointer: String, _ reader: inout KeyPolicyReader
    ) -> ChartSpecification {
        let known = ["kind", "width", "height", "theme"]
        guard
            let object = JSONObject(
                value, at: pointer, known: known, example: #"{"kind": "bar"}"#, items: &reader.items)
        else { return .init() }
        return ChartSpecification(
            kind: word(ChartKind.self, object, "kind", &reader.items),
            width: reader.number(object, "width", in: ChartSpecification.widths) ?? 800,
            height: reader.number(object, "height", in: ChartSpecification.heights),
            theme: word(ChartTheme.self, object, "theme", &reader.items) ?? .auto)
    }

    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _: Word.Type, _ object: JSONObject, _ key: String, _ items: inout ErrorList<APIError.Item>
    ) -> Word? {
        let valid = Word.allCases.map(\.rawValue)
        let text = text(object, key, "one of " + valid.joined(separator: ", "), &items) { valid.contains($0) }
        return text.flatMap { Word(rawValue: $0) }
    }
}

extension APIError {
    /// Mistakes in the document of a saved query.
    static func savedQuery(_ items: [Item]) -> APIError {
        let first = items.first
        let place = first?.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? ""
        return APIError(
            .invalidQuery, place + (first?.detail ?? "the saved query is not valid") + NearestName.hint(first?.nearest),
            items: items)
    }

    /// A saved query that does not exist for the client.
    ///
    /// - Parameter nearest: The nearest name of a query that exists for the client.
    static func queryNotFound(_ name: String, in dataset: Identifier, nearest: String?) -> APIError {
        let detail = "there is no saved query \(name.quotedForMessage) in \"\(dataset)\""
        return APIError(
            .queryNotFound, detail + "; GET /v1/datasets/\(dataset)/queries lists them" + NearestName.hint(nearest),
            items: nearest == nil ? [] : [Item(code: "unknown_query", detail: detail, nearest: nearest)])
    }
}
