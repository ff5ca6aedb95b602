import Models

/// A check of JSON values against the schemas of an OpenAPI document.
///
/// It is stricter than JSON Schema in one point: an object has no members besides its properties, also where
/// `additionalProperties` is `true`, so that an undocumented member of an answer is found.
struct SchemaCheck {
    /// The document.
    let document: JSONValue

    /// Returns the differences between a value and a schema, each with its JSON pointer.
    func differences(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        if case .string(let reference)? = schema["$ref"] {
            guard let target = resolve(reference) else { return ["\(place): \(reference) does not exist"] }
            return differences(value, target, at: place)
        }
        if case .array(let alternatives)? = schema["oneOf"] {
            let found = alternatives.map { differences(value, $0, at: place) }
            let matches = found.count(where: \.isEmpty)
            return matches == 1 ? [] : ["\(place): matches \(matches) alternatives, expected one; \(found)"]
        }
        guard let type = schema["type"] else { return [] }
        let types: [String] =
            switch type {
            case .string(let name): [name]
            case .array(let names): names.compactMap(\.text)
            default: []
            }
        if value == .null { return types.contains("null") ? [] : ["\(place): null, expected \(types)"] }
        switch value {
        case .string(let text) where types.contains("string"): return check(text, schema, at: place)
        case .bool where types.contains("boolean"): return []
        case .number(let text) where types.contains("number") || (types.contains("integer") && Int64(text) != nil):
            return check(number: text, schema, at: place)
        case .array(let items) where types.contains("array"):
            return check(count: items.count, schema, "minItems", "maxItems", at: place)
                + items.enumerated().flatMap { index, item in
                    differences(item, schema["items"] ?? .object([]), at: "\(place)/\(index)")
                }
        case .object(let members) where types.contains("object"): return check(members, schema, at: place)
        default: return ["\(place): \(value.kind), expected \(types)"]
        }
    }

    /// Returns the part of the document that a reference names.
    func resolve(_ reference: String) -> JSONValue? {
        var part: JSONValue? = document
        for name in reference.split(separator: "/").dropFirst() { part = part?[String(name)] }
        return part
    }

    private func check(_ text: String, _ schema: JSONValue, at place: String) -> [String] {
        var found = check(count: text.unicodeScalars.count, schema, "minLength", "maxLength", at: place)
        if case .array(let values)? = schema["enum"], !values.contains(.string(text)) {
            found.append("\(place): \(text), expected one of \(values)")
        }
        if case .string(let pattern)? = schema["pattern"], let regex = try? Regex(pattern),
            text.firstMatch(of: regex) == nil
        {
            found.append("\(place): \(text) does not match \(pattern)")
        }
        if schema["format"] == .string("date-time"), Timestamp(text) == nil {
            found.append("\(place): \(text) is no instant")
        }
        return found
    }

    private func check(number text: String, _ schema: JSONValue, at place: String) -> [String] {
        guard let number = Int(text) else { return [] }
        return check(count: number, schema, "minimum", "maximum", at: place)
    }

    private func check(
        count: Int, _ schema: JSONValue, _ least: String, _ most: String, at place: String
    ) -> [String] {
        let isBelow = schema[least]?.whole.map { count < $0 } ?? false
        let isAbove = schema[most]?.whole.map { count > $0 } ?? false
        return isBelow || isAbove ? ["\(place): \(count) is out of range"] : []
    }

    private func check(_ members: [JSONMember], _ schema: JSONValue, at place: String) -> [String] {
        var found: [String] = []
        let properties = schema["properties"]?.members ?? []
        for member in members {
            let inner = "\(place)/\(member.key)"
            if let property = properties.first(where: { $0.key == member.key }) {
                found += differences(member.value, property.value, at: inner)
            } else if case .object? = schema["additionalProperties"] {
                found += differences(member.value, schema["additionalProperties"] ?? .null, at: inner)
            } else {
                found.append("\(inner): not in the contract")
            }
        }
        for name in schema["required"]?.texts ?? [] where !members.contains(where: { $0.key == name }) {
            found.append("\(place): \(name) is missing")
        }
        return found
    }
}

extension JSONValue {
    /// The text of a string; `nil` for another value.
    var text: String? { if case .string(let text) = self { text } else { nil } }
    /// The number of a whole number; `nil` for another value.
    var whole: Int? { if case .number(let text) = self { Int(text) } else { nil } }
    /// The members of an object; none for another value.
    var members: [JSONMember] { if case .object(let members) = self { members } else { [] } }
    /// The elements of an array; none for another value.
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    /// The strings of an array.
    var texts: [String] { elements.compactMap(\.text) }
}
