import Models

/// The facts that clients may rely on, one for each parameter, member, value, status and header of the stable routes.
struct ContractFacts: Equatable {
    /// The facts: a key such as `takes Query.limit` and a value such as `optional integer?`.
    private(set) var facts: [String: String] = [:]

    /// Reads the lines of a file; those that begin with `#` are comments.
    init(text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " = ", maxSplits: 1).map(String.init)
            if parts.count == 2 { facts[parts[0]] = parts[1] }
        }
    }

    /// The facts as lines, in order.
    var text: String { facts.map { "\($0) = \($1)" }.sorted().joined(separator: "\n") + "\n" }

    /// Collects the facts of an OpenAPI document.
    init(of document: JSONValue) {
        let schemas = document["components"]?["schemas"]
        for path in document["paths"]?.members ?? [] {
            for operation in path.value.members where operation.value["x-stability"] == .string("stable") {
                add("\(operation.key.uppercased()) \(path.key)", operation.value, document)
            }
        }
        for code in document["components"]?["schemas"]?["Problem"]?["properties"]?["code"]?["x-extensible-enum"]?.texts
            ?? []
        {
            facts["code \(code)"] = "exists"
        }
        // Only shapes that a stable route uses are promised.
        for direction in ["takes", "gives"] {
            var open = Set(named[direction] ?? [])
            var seen: Set<String> = []
            while let name = open.popFirst() {
                guard seen.insert(name).inserted, let schema = schemas?[name] else { continue }
                named[direction] = []
                add("\(direction) \(name)", schema, direction)
                open.formUnion(named[direction] ?? [])
            }
        }
        named = [:]
    }

    /// The named shapes that were met, by the direction.
    private var named: [String: Set<String>] = [:]

    private mutating func add(_ route: String, _ operation: JSONValue, _ document: JSONValue) {
        let check = SchemaCheck(document: document)
        facts["route \(route)"] = operation["operationId"]?.text
        for parameter in operation["parameters"]?.elements ?? [] {
            let schema = parameter["schema"] ?? parameter["content"]?["application/json"]?["schema"] ?? .null
            let key = "takes \(route) \(parameter["in"]?.text ?? ""):\(parameter["name"]?.text ?? "")"
            facts[key] = (parameter["required"] == .bool(true) ? "required " : "optional ") + type(schema, "takes")
            addLimits(key, schema)
        }
        for content in operation["requestBody"]?["content"]?.members ?? [] {
            let key = "takes \(route) body:\(content.key)"
            facts[key] = "optional " + type(content.value["schema"] ?? .null, "takes")
        }
        for answer in operation["responses"]?.members ?? [] {
            let reference = answer.value["$ref"]?.text
            let response = reference.flatMap(check.resolve) ?? answer.value
            for content in response["content"]?.members ?? [] {
                let schema = type(content.value["schema"] ?? .null, "gives")
                if reference == nil { facts["gives \(route) \(answer.key) \(content.key)"] = "required " + schema }
            }
            guard reference == nil else { continue }
            facts["gives \(route) \(answer.key)"] = "required status"
            for header in response["headers"]?.members ?? [] where header.value["$ref"] != nil {
                facts["gives \(route) \(answer.key) header:\(header.key)"] = "required"
            }
        }
    }

    private mutating func add(_ key: String, _ schema: JSONValue, _ direction: String) {
        facts[key] = "optional " + type(schema, direction)
        addLimits(key, schema)
        let required = schema["required"]?.texts ?? []
        for property in schema["properties"]?.members ?? [] {
            let place = "\(key).\(property.key)"
            add(place, property.value, direction)
            facts[place] =
                (required.contains(property.key) ? "required " : "optional ") + type(property.value, direction)
        }
    }

    private mutating func addLimits(_ key: String, _ schema: JSONValue) {
        for value in schema["enum"]?.texts ?? [] { facts["\(key)=\(value)"] = "exists" }
        for (keyword, name) in [
            ("minimum", "least"), ("minLength", "least"), ("minItems", "least"), ("maximum", "most"),
            ("maxLength", "most"),
            ("maxItems", "most"), ("pattern", "pattern"),
        ] {
            guard let limit = schema[keyword] else { continue }
            facts["\(key) \(name)"] = limit.text ?? limit.description
        }
    }

    /// Returns the type of a schema as a word.
    private mutating func type(_ schema: JSONValue, _ direction: String) -> String {
        if let reference = schema["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            named[direction, default: []].insert(reference)
            return "#" + reference
        }
        if let alternatives = schema["oneOf"]?.elements {
            return alternatives.map { type($0, direction) }.sorted().joined(separator: "|")
        }
        let names = schema["type"]?.text.map { [$0] } ?? schema["type"]?.texts ?? []
        guard let name = names.first else { return "any" }
        var text = schema["format"]?.text.map { "\(name)(\($0))" } ?? name
        if let items = schema["items"] { text = "[\(type(items, direction))]" }
        if case .object? = schema["additionalProperties"], let values = schema["additionalProperties"] {
            text = "{\(type(values, direction))}"
        }
        return text + (names.contains("null") ? "?" : "")
    }
}

/// A difference between two contracts.
struct ContractChange: Equatable, Comparable, CustomStringConvertible {
    /// `true` if a client of the old contract can fail with the new one.
    let isBreaking: Bool
    /// The difference, as a sentence.
    let description: String

    static func < (a: ContractChange, b: ContractChange) -> Bool { a.description < b.description }

    /// Returns the differences from one contract to another.
    static func all(from old: ContractFacts, to new: ContractFacts) -> [ContractChange] {
        let keys = Set(old.facts.keys).union(new.facts.keys)
        return keys.compactMap { key in
            switch (old.facts[key], new.facts[key]) {
            case (let before?, let after?):
                guard before != after else { return nil }
                return ContractChange(
                    isBreaking: isBreaking(key, from: before, to: after),
                    description: "\(key): was \(before), is \(after)")
            case (let before?, nil):
                // A limit that is gone accepts more.
                let isLimit = key.isTaken && key.isLimit
                return ContractChange(isBreaking: !isLimit, description: "\(key) = \(before) is gone")
            case (nil, let after?):
                let isDemand = key.isTaken && (after.hasPrefix("required") || key.isLimit && old.has(key.subject))
                return ContractChange(
                    isBreaking: isDemand && old.has(key.parent), description: "\(key) = \(after) is new")
            default: return nil
            }
        }.sorted()
    }

    private static func isBreaking(_ key: String, from old: String, to new: String) -> Bool {
        // The name of an operation is that of a function in generated clients.
        if key.hasPrefix("route ") { return true }
        if key.isTaken, let before = Int(old), let after = Int(new) {
            return key.hasSuffix(" least") ? after > before : after < before
        }
        let (was, wasType) = old.demandAndType
        let (isNow, type) = new.demandAndType
        let typeBreaks =
            key.isTaken
            ? !Set(wasType.alternatives).isSubset(of: type.alternatives)
            : !Set(type.alternatives).isSubset(of: wasType.alternatives)
        let demandBreaks =
            key.isTaken ? isNow == "required" && was != "required" : was == "required" && isNow != "required"
        return typeBreaks || demandBreaks
    }
}

extension ContractFacts {
    /// Returns `true` if there is such a fact, or the key is that of no parent.
    fileprivate func has(_ key: String?) -> Bool { key.map { facts[$0] != nil } ?? true }
}

extension String {
    /// `true` for a fact about requests.
    fileprivate var isTaken: Bool { hasPrefix("takes ") }
    /// `true` for a fact about the range of values.
    fileprivate var isLimit: Bool { hasSuffix(" least") || hasSuffix(" most") || hasSuffix(" pattern") }
    /// The key of what a limit belongs to.
    fileprivate var subject: String? {
        lastIndex(of: " ").map { String(self[..<$0]) }
    }
    /// The key of the object or the route that a fact is a part of; `nil` if there is none.
    fileprivate var parent: String? {
        let words = split(separator: " ").map(String.init)
        guard words.count > 2, words[1].allSatisfy(\.isUppercase) else {
            let place = words.prefix(2).joined(separator: " ")
            return place.lastIndex(of: ".").map { String(place[..<$0]) }
        }
        return "route \(words[1]) \(words[2])"
    }
    /// The demand (`required` or `optional`) and the type of a fact's value.
    fileprivate var demandAndType: (String, String) {
        let parts = split(separator: " ", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : (self, "")
    }
    /// The types of which a value has one.
    fileprivate var alternatives: [String] {
        split(separator: "|").flatMap { $0.hasSuffix("?") ? [String($0.dropLast()), "null"] : [String($0)] }
    }
}
