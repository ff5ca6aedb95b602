import Models

extension Schema {
    /// Returns the schema as JSON.
    ///
    /// - Parameters:
    ///   - version: The version of OpenAPI, whose dialect of JSON Schema is used.
    ///   - place: The place of named schemas in the document.
    func json(_ version: OpenAPIVersion, at place: String = "#/components/schemas/") -> JSONValue {
        if let reference { return .members(["$ref": .string(place + reference)]) }
        var type: JSONValue?
        if let kind {
            type = .string(kind.rawValue)
            if isNullable, version == .current { type = .strings([kind.rawValue, "null"]) }
        }
        let keys = rangeKeys
        return .members([
            "type": type,
            "nullable": isNullable && version == .former ? .bool(true) : nil,
            "description": note.map(JSONValue.string),
            "format": format.map(JSONValue.string),
            "pattern": pattern.map(JSONValue.string),
            "enum": values.isEmpty ? nil : .strings(values),
            "x-extensible-enum": knownValues.isEmpty ? nil : .strings(knownValues),
            keys.least: range?.least.map(JSONValue.whole),
            keys.most: range?.most.map(JSONValue.whole),
            "items": kind == .array ? (elements.first ?? .any).json(version, at: place) : nil,
            "properties": kind == .object && others != .map
                ? .object(properties.map { $0.json(version, at: place) }) : nil,
            "required": required,
            "additionalProperties": additionalProperties(version, at: place),
            // Unknown to version 3.0.
            "propertyNames": version == .current ? namePattern.map { .members(["pattern": .string($0)]) } : nil,
            "oneOf": alternatives.isEmpty ? nil : .array(alternatives.map { $0.json(version, at: place) }),
        ])
    }

    private var rangeKeys: (least: String, most: String) {
        switch kind {
        case .string: ("minLength", "maxLength")
        case .array: ("minItems", "maxItems")
        default: ("minimum", "maximum")
        }
    }

    private var required: JSONValue? {
        let names = properties.filter(\.isRequired).map(\.name)
        return names.isEmpty ? nil : .strings(names)
    }

    private func additionalProperties(_ version: OpenAPIVersion, at place: String) -> JSONValue? {
        guard kind == .object else { return nil }
        switch others {
        case .none: return .bool(false)
        case .any: return .bool(true)
        case .map: return (elements.first ?? .any).json(version, at: place)
        }
    }
}

extension Schema {
    /// Returns the schema as a JSON Schema of its own, with the named schemas that it refers to (JSON Schema 2020-12).
    var document: JSONValue {
        let named = Dictionary(uniqueKeysWithValues: Self.components.map { ($0.name, $0.schema) })
        var found: Set<String> = []
        var open = references
        while let name = open.popFirst() {
            guard found.insert(name).inserted, let schema = named[name] else { continue }
            open.formUnion(schema.references)
        }
        guard case .object(var members) = json(.current, at: "#/$defs/"), !found.isEmpty else { return json(.current) }
        let definitions = found.sorted().compactMap { name in
            named[name].map { JSONMember(key: name, value: $0.json(.current, at: "#/$defs/")) }
        }
        members.append(JSONMember(key: "$defs", value: .object(definitions)))
        return .object(members)
    }
}

extension Schema.Property {
    fileprivate func json(_ version: OpenAPIVersion, at place: String) -> JSONMember {
        JSONMember(key: name, value: schema.json(version, at: place))
    }
}

extension JSONValue {
    /// Creates an object from members; those without a value are left out.
    static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { key, value in value.map { JSONMember(key: key, value: $0) } })
    }

    /// Creates an array of strings.
    static func strings(_ texts: some Sequence<String>) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// Creates a whole number.
    static func whole(_ number: Int) -> JSONValue { .number(String(number)) }
}
