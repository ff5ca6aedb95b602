import Diagnostics
import Models

/// Reads the definition of a dataset from JSON, and collects up to a hundred mistakes with their JSON pointers.
struct DatasetRequest {
    /// A column as JSON, for messages.
    private static let columnExample = #"{"name": "country", "type": "string"}"#

    private var items = ErrorList<APIError.Item>()

    /// Reads `{name, columns: [{name, type, nullable?, index?, label?}], timeColumn?, partitionBy?, key?, retention?}`.
    static func definition(_ value: JSONValue) throws(APIError) -> DatasetDefinition {
        var request = DatasetRequest()
        let object = JSONObject(
            value, at: "", known: ["name", "columns", "timeColumn", "partitionBy", "key", "retention"],
            example: "{\"name\": \"sales\", \"columns\": [\(columnExample)]}", items: &request.items)
        let name = object.flatMap { request.identifier($0, "name") }
        let columns = object.flatMap { request.columns($0) }
        var timeColumn: Identifier?
        if let object, let value = object["timeColumn"] {
            timeColumn = request.identifier(value, at: object.pointer(to: "timeColumn"))
        }
        let partitioning = object.flatMap { request.word(TimePartitioning.self, $0, "partitionBy") }
        let key = object.flatMap { request.key($0) } ?? []
        let retention = object.flatMap { request.retention($0) }
        try request.check()
        guard let name, let columns else { throw APIError(.invalidDefinition, "the definition is not valid") }
        do {
            let definition = try DatasetDefinition(
                name: name, columns: columns, timeColumn: timeColumn, partitioning: partitioning, key: key,
                retention: retention)
            try definition.requireDistinctNames()
            return definition
        } catch {
            throw APIError(definition: error)
        }
    }

    /// Reads `{addColumns?, renameColumns?: [{from, to}], dropColumns?: [name], changeColumns?: [{name, type?, label?, unit?,
    /// description?}], retention?: {keep} or null}`.
    static func change(_ value: JSONValue) throws(APIError) -> DatasetChange {
        try refuseFixed(value)
        var request = DatasetRequest()
        let keys = ["addColumns", "renameColumns", "dropColumns", "changeColumns", "retention"]
        var change = DatasetChange()
        if let object = JSONObject(
            value, at: "", known: keys, example: "{\"addColumns\": [\(columnExample)]}", items: &request.items)
        {
            if object["addColumns"] != nil { change.added = request.columns(object, key: "addColumns") ?? [] }
            change.renamed = request.list(object, "renameColumns", example: Self.renamingExample) {
                $0.renaming($1, at: $2)
            }
            change.dropped = request.list(object, "dropColumns", example: #""note""#) { $0.identifier($1, at: $2) }
            change.altered = request.list(object, "changeColumns", example: Self.alterationExample) {
                $0.alteration($1, at: $2)
            }
            if object.has("retention") { change.retention = .some(request.retention(object)) }
        }
        try request.check()
        guard !change.isEmpty else {
            let detail = "got no change, expected at least one of \(keys.joined(separator: ", "))"
            throw APIError(
                .invalidDefinition, detail,
                items: [APIError.Item(pointer: "/addColumns", code: "column_count", detail: detail)])
        }
        return change
    }

    /// Refuses the parts of a definition that are set when a dataset is created, with the way that works.
    private static func refuseFixed(_ value: JSONValue) throws(APIError) {
        guard case .object(let members) = value else { return }
        let keys = ["timeColumn", "key", "partitionBy"]
        guard let key = members.first(where: { keys.contains($0.key) })?.key else { return }
        let detail =
            "\"\(key)\" is set when a dataset is created, and no change of the dataset reaches it; \(APIError.copyAdvice)"
        throw APIError(
            .invalidDefinition, detail,
            items: [APIError.Item(pointer: "/\(key)", code: QueryError.Code.unknownKey.rawValue, detail: detail)])
    }

    private static let renamingExample = #"{"from": "old_name", "to": "new_name"}"#
    private static let alterationExample = #"{"name": "amount", "type": "decimal"}"#

    /// Reads an optional array.
    ///
    /// - Parameter example: An element as JSON, for the message about another value.
    private mutating func list<Element>(
        _ object: JSONObject, _ key: String, example: String,
        _ read: (inout DatasetRequest, JSONValue, String) -> Element?
    ) -> [Element] {
        guard let value = object[key] else { return [] }
        let pointer = object.pointer(to: key)
        guard case .array(let values) = value, values.count <= DatasetDefinition.maximumColumns else {
            let expected = "an array such as [\(example)], of at most \(DatasetDefinition.maximumColumns) entries"
            items.append(.shape(at: pointer, got: value, expected: expected))
            return []
        }
        return values.enumerated().compactMap { items.isFull ? nil : read(&self, $1, "\(pointer)/\($0)") }
    }

    private mutating func renaming(_ value: JSONValue, at pointer: String) -> DatasetChange.Renaming? {
        guard
            let object = JSONObject(
                value, at: pointer, known: ["from", "to"], example: Self.renamingExample, items: &items)
        else { return nil }
        let (from, to) = (identifier(object, "from"), identifier(object, "to"))
        guard let from, let to else { return nil }
        return DatasetChange.Renaming(from: from, to: to)
    }

    private mutating func alteration(_ value: JSONValue, at pointer: String) -> DatasetChange.Alteration? {
        let known = ["name", "type", "label", "unit", "description", "lookup"]
        guard
            let object = JSONObject(
                value, at: pointer, known: known, example: Self.alterationExample, items: &items)
        else { return nil }
        guard let name = identifier(object, "name") else { return nil }
        return DatasetChange.Alteration(
            name, type: object["type"] == nil ? nil : columnType(object),
            label: object.has("label") ? .some(text(object, "label", maximum: Column.maximumLabel)) : nil,
            unit: object.has("unit") ? .some(text(object, "unit", maximum: Column.maximumUnit)) : nil,
            description: object.has("description")
                ? .some(text(object, "description", maximum: Column.maximumDescription)) : nil,
            lookup: object.has("lookup") ? .some(lookup(object)) : nil)
    }

    /// Reads the optional names of the key's columns.
    private mutating func key(_ object: JSONObject) -> [Identifier]? {
        guard let value = object["key"] else { return nil }
        let pointer = object.pointer(to: "key")
        guard case .array(let names) = value, !names.isEmpty else {
            items.append(
                .shape(at: pointer, got: value, expected: "an array of at least one column's name, such as [\"id\"]"))
            return nil
        }
        return names.enumerated().compactMap { items.isFull ? nil : identifier($1, at: "\(pointer)/\($0)") }
    }

    /// Reads the optional retention, `{keep: "400 days"}`.
    private mutating func retention(_ object: JSONObject) -> Retention? {
        guard let value = object["retention"] else { return nil }
        let pointer = object.pointer(to: "retention")
        // A bare text such as "90 days" is meant as the period.
        let days = if case .string(let text) = value { Retention(text) } else { Retention?.none }
        let example = "{\"keep\": \"\(days?.description ?? "400 days")\"}"
        guard let members = JSONObject(value, at: pointer, known: ["keep"], example: example, items: &items),
            let keep = members.required("keep", expected: Retention.expected, items: &items)
        else { return nil }
        guard case .string(let text) = keep, let retention = Retention(text) else {
            let got = if case .string(let text) = keep { text.quotedForMessage } else { keep.kind }
            items.append(
                APIError.Item(
                    pointer: members.pointer(to: "keep"), code: "invalid_value",
                    detail: "got \(got), expected \(Retention.expected)"))
            return nil
        }
        return retention
    }

    private func check() throws(APIError) {
        guard let first = items.all.first else { return }
        throw APIError(
            .invalidDefinition, first.detail + NearestName.hint(first.nearest),
            items: items.all)
    }

    private mutating func columns(_ object: JSONObject, key: String = "columns") -> [Column]? {
        let expected = "an array of columns such as [\(Self.columnExample)]"
        guard let value = object.required(key, expected: expected, items: &items) else { return nil }
        let pointer = object.pointer(to: key)
        guard case .array(let values) = value else {
            items.append(.shape(at: pointer, got: value, expected: expected))
            return nil
        }
        guard values.count <= DatasetDefinition.maximumColumns else {
            items.append(
                APIError.Item(
                    pointer: pointer, code: "column_count",
                    detail: DefinitionError.columnCount(values.count).description))
            return nil
        }
        return values.enumerated().compactMap { items.isFull ? nil : column($1, at: "\(pointer)/\($0)") }
    }

    private mutating func column(_ value: JSONValue, at pointer: String) -> Column? {
        let known = ["name", "type", "nullable", "index", "label", "unit", "description", "formerNames", "lookup"]
        guard
            let object = JSONObject(value, at: pointer, known: known, example: Self.columnExample, items: &items)
        else { return nil }
        let name = identifier(object, "name")
        let type = columnType(object)
        var nullable = true
        switch object["nullable"] {
        case nil: break
        case .bool(let truth)?: nullable = truth
        case let other?:
            items.append(.shape(at: object.pointer(to: "nullable"), got: other, expected: "true or false"))
        }
        let use = word(ColumnUse.self, object, "index")
        let label = text(object, "label", maximum: Column.maximumLabel)
        let unit = text(object, "unit", maximum: Column.maximumUnit)
        let description = text(object, "description", maximum: Column.maximumDescription)
        let formerNames = list(object, "formerNames", example: #""old_name""#) { $0.identifier($1, at: $2) }
        let lookup = lookup(object)
        guard let name, let type else { return nil }
        return Column(
            name: name, type: type, nullable: nullable, use: use, label: label, unit: unit, description: description,
            formerNames: formerNames, lookup: lookup)
    }

    /// Reads the optional name of the dataset that a column is looked up in.
    private mutating func lookup(_ object: JSONObject) -> Identifier? {
        object["lookup"].flatMap { identifier($0, at: object.pointer(to: "lookup")) }
    }

    /// Reads an optional text for people.
    private mutating func text(_ object: JSONObject, _ key: String, maximum: Int) -> String? {
        guard let value = object[key] else { return nil }
        let pointer = object.pointer(to: key)
        let expected = "1 to \(maximum) characters without control characters"
        guard case .string(let text) = value else {
            items.append(.shape(at: pointer, got: value, expected: expected))
            return nil
        }
        guard Column.isLabel(text, maximum: maximum) else {
            items.append(
                APIError.Item(
                    pointer: pointer, code: "invalid_value",
                    detail: "got \(text.quotedForMessage), expected \(expected)"))
            return nil
        }
        return text
    }

    /// Reads an optional member whose value is one of a few words.
    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _: Word.Type, _ object: JSONObject, _ key: String
    ) -> Word? {
        guard let value = object[key] else { return nil }
        let valid = Word.allCases.map(\.rawValue)
        let expected = "one of " + valid.joined(separator: ", ")
        guard case .string(let text) = value else {
            items.append(.shape(at: object.pointer(to: key), got: value, expected: expected))
            return nil
        }
        if let word = Word(rawValue: text) { return word }
        let nearest = items.nearest(to: text, among: valid)
        items.append(
            APIError.Item(
                pointer: object.pointer(to: key), code: "invalid_value",
                detail: "got \(text.quotedForMessage), expected \(expected)",
                nearest: nearest))
        return nil
    }

    private mutating func columnType(_ object: JSONObject) -> ColumnType? {
        let valid = ColumnType.allCases.map(\.rawValue)
        let expected = "one of " + valid.joined(separator: ", ")
        guard let value = object.required("type", expected: expected, items: &items) else { return nil }
        guard case .string(let text) = value else {
            items.append(.shape(at: object.pointer(to: "type"), got: value, expected: expected))
            return nil
        }
        guard let type = ColumnType(rawValue: text) else {
            let nearest = ColumnType.ownName(of: text) ?? items.nearest(to: text, among: valid)
            items.append(
                APIError.Item(
                    pointer: object.pointer(to: "type"), code: "unknown_type",
                    detail: "got \(text.quotedForMessage), expected \(expected)",
                    nearest: nearest))
            return nil
        }
        return type
    }

    private mutating func identifier(_ object: JSONObject, _ key: String) -> Identifier? {
        object.required(key, expected: IdentifierError.expected, items: &items)
            .flatMap { identifier($0, at: object.pointer(to: key)) }
    }

    private mutating func identifier(_ value: JSONValue, at pointer: String) -> Identifier? {
        guard case .string(let text) = value else {
            items.append(.shape(at: pointer, got: value, expected: "a string"))
            return nil
        }
        do {
            return try Identifier(text)
        } catch {
            items.append(
                APIError.Item(
                    pointer: pointer, code: "invalid_name", detail: error.description, nearest: error.nearest))
            return nil
        }
    }
}
