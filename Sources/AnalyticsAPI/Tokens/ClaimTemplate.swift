import Models

/// Filters in JSON in which `{"claim": NAME}` stands for the value of a token's claim.
///
///     [{"member": "tenant", "operator": "equals", "values": [{"claim": "custom:tenant"}]}]
enum ClaimTemplate {
    /// The maximum number of values that a claim stands for.
    static let maximumValues = 100
    /// The operators with which a claim's value may be compared. With others, an unexpected value could let every row pass.
    static let operators = ["equals", "in"]

    /// Returns filters with the values of claims.
    ///
    /// - Returns: A failure for a claim that is missing or has no value that a row can be compared with: no text, an empty text,
    ///   an empty array, an object.
    static func filled(_ template: JSONValue, from claims: JSONValue) -> Result<JSONValue, ClaimError> {
        Result { () throws(ClaimError) in
            try filled(template) { name throws(ClaimError) in
                guard let value = claims[name], let values = comparable(value) else { throw ClaimError(missing: name) }
                return values
            }
        }
    }

    /// Returns filters in which a text stands for each claim, to check everything else.
    static func withStandIns(_ template: JSONValue) -> JSONValue {
        (try? filled(template) { _ throws(ClaimError) in [.string("claim")] }) ?? template
    }

    /// Returns the names of the claims.
    static func claims(of template: JSONValue) -> Set<String> {
        var names: Set<String> = []
        _ = try? filled(template) { name throws(ClaimError) in
            names.insert(name)
            return []
        }
        return names
    }

    /// Returns the operators with which claims are compared.
    static func operatorsOfClaims(in template: JSONValue) -> Set<String> {
        switch template {
        case .array(let items): return items.reduce(into: []) { $0.formUnion(operatorsOfClaims(in: $1)) }
        case .object(let members):
            var found: Set<String> = []
            for member in members where member.key == "and" || member.key == "or" {
                found.formUnion(operatorsOfClaims(in: member.value))
            }
            if case .array(let values)? = template["values"], values.contains(where: { claim($0) != nil }),
                case .string(let name)? = template["operator"]
            {
                found.insert(name)
            }
            return found
        default: return []
        }
    }

    private static func filled(
        _ template: JSONValue, _ values: (String) throws(ClaimError) -> [JSONValue]
    ) throws(ClaimError) -> JSONValue {
        switch template {
        case .array(let items):
            var result: [JSONValue] = []
            for item in items { result.append(try filled(item, values)) }
            return .array(result)
        case .object(let members):
            var result: [JSONMember] = []
            for member in members {
                guard member.key == "values", case .array(let items) = member.value else {
                    result.append(JSONMember(key: member.key, value: try filled(member.value, values)))
                    continue
                }
                var found: [JSONValue] = []
                for item in items {
                    if let name = claim(item) { found += try values(name) } else { found.append(item) }
                }
                result.append(JSONMember(key: member.key, value: .array(found)))
            }
            return .object(result)
        default: return template
        }
    }

    /// Returns the name in `{"claim": NAME}`; `nil` for another value.
    static func claim(_ value: JSONValue) -> String? {
        guard case .object(let members) = value, members.count == 1, members[0].key == "claim",
            case .string(let name) = members[0].value, !name.isEmpty
        else { return nil }
        return name
    }

    /// Returns the values that a row can be compared with; `nil` for a claim without any.
    private static func comparable(_ value: JSONValue) -> [JSONValue]? {
        switch value {
        case .string(let text): return text.isEmpty ? nil : [value]
        case .number, .bool: return [value]
        case .array(let items):
            guard (1...maximumValues).contains(items.count) else { return nil }
            for item in items {
                if case .array = item { return nil }
                guard comparable(item) != nil else { return nil }
            }
            return items
        case .null, .object: return nil
        }
    }
}
