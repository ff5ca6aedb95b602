import Diagnostics
import Models

/// Reads the definition of a dataset from JSON, and collects up to a hundred mistakes with their JSON pointers.
struct DatasetRequest {
    private var items = ErrorList<APIError.Item>()

    /// Reads `{name, columns: [{name, type, nullable?, index?, label?}], timeColumn?, partitionBy?, key?}`.
    static func definition(_ value: JSONValue) throws(APIError) -> DatasetDefinition {
        var request = DatasetRequest()
        let object = JSONObject(
            value, at: "", known: ["name", "columns", "timeColumn", "partitionBy", "key"], items: &request.items)
        let name = object.flatMap { request.identifier($0, "name") }
        let columns = object.flatMap { request.columns($0) }
        var timeColumn: Identifier?
        if let object, let value = object["timeColumn"] {
            timeColumn = request.identifier(value, at: object.pointer(to: "timeColumn"))
        }
        let partitioning = object.flatMap { request.word(TimePartitioning.self, $0, "partitionBy") }
        let key = object.flatMap { request.key($0) } ?? []
        try request.check()
        guard let name, let columns else { throw APIError(.invalidDefinition, "the definition is not valid") }
        do {
            return try DatasetDefinition(
                name: name, columns: columns, timeColumn: timeColumn, partitioning: partitioning, key: key)
        } catch {
            throw APIError(definition: error)
        }
    }

    /// Reads `{addColumns: [{name, type, nullable?, index?, label?}]}`.
    static func addedColumns(_ value: JSONValue) throws(APIError) -> [Column] {
        var request = DatasetRequest()
        let object = JSONObject(value, at: "", known: ["addColumns"], items: &request.items)
        let columns = object.flatMap { request.columns($0, key: "addColumns") }
        try request.check()
        guard let columns, !columns.isEmpty else {
            throw APIError(
                .invalidDefinition, "got no columns, expected at least one",
                items: [
                    APIError.Item(
                        pointer: "/addColumns", code: "column_count", detail: "got no columns, expected at least one")
                ])
        }
        return columns
    }

    /// Reads the optional names of the key's columns.
    private mutating func key(_ object: JSONObject) -> [Identifier]? {
        guard let value = object["key"] else { return nil }
        let pointer = object.pointer(to: "key")
        guard case .array(let names) = value, !names.isEmpty else {
            items.append(.shape(at: pointer, got: value, expected: "an array of at least one column's name"))
            return nil
        }
        return names.enumerated().compactMap { items.isFull ? nil : identifier($1, at: "\(pointer)/\($0)") }
    }

    private func check() throws(APIError) {
        guard let first = items.all.first else { return }
        throw APIError(
            .invalidDefinition, first.detail + NearestName.hint(first.nearest),
            items: items.all)
    }

    private mutating func columns(_ object: JSONObject, key: String = "columns") -> [Column]? {
        guard let value = object.required(key, expected: "an array of columns", items: &items) else { return nil }
        let pointer = object.pointer(to: key)
        guard case .array(let values) = value else {
            items.append(.shape(at: pointer, got: value, expected: "an array of columns"))
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
        let known = ["name", "type", "nullable", "index", "label"]
        guard let object = JSONObject(value, at: pointer, known: known, items: &items) else { return nil }
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
        let label = label(object)
        guard let name, let type else { return nil }
        return Column(name: name, type: type, nullable: nullable, use: use, label: label)
    }

    /// Reads the optional label of a column.
    private mutating func label(_ object: JSONObject) -> String? {
        guard let value = object["label"] else { return nil }
        let pointer = object.pointer(to: "label")
        let expected = "1 to \(Column.maximumLabel) characters without control characters"
        guard case .string(let text) = value else {
            items.append(.shape(at: pointer, got: value, expected: expected))
            return nil
        }
        guard Column.isLabel(text) else {
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
            let nearest = items.nearest(to: text, among: valid)
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
