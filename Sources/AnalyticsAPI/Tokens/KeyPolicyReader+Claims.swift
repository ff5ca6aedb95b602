import Basics
import Diagnostics
import Models

extension KeyPolicyReader {
    /// The maximum number of rules of one issuer.
    static let maximumRules = 50

    /// Reads a non-empty array of rules.
    mutating func rules(_ object: JSONObject) -> [ClaimRule] {
        let expected = "an array of 1 to \(Self.maximumRules) rules, such as [{\"scopes\": [\"read\"]}]"
        guard let value = object.required("rights", expected: expected, items: &items) else { return [] }
        let pointer = object.pointer(to: "rights")
        guard case .array(let values) = value, (1...Self.maximumRules).contains(values.count) else {
            items.append(.shape(at: pointer, got: value, expected: expected))
            return []
        }
        return values.enumerated().compactMap { items.isFull ? nil : rule($1, at: "\(pointer)/\($0)") }
    }

    /// Reads `{when?, scopes, datasets?, filters?, hiddenColumns?, limits?}`: the rights of a key, in which claims may stand for
    /// values.
    private mutating func rule(_ value: JSONValue, at pointer: String) -> ClaimRule? {
        let before = items.all.count
        guard
            let object = JSONObject(
                value, at: pointer, known: ["when"] + Self.keys, example: #"{"scopes": ["read"]}"#, items: &items),
            case .object(let members) = value
        else { return nil }
        let conditions = conditions(object)
        let map = scopeMap(object)
        let claim = object["datasets"].flatMap(ClaimTemplate.claim)
        var filters: [Identifier: JSONValue] = [:]
        if case .object(let templates)? = object["filters"] {
            for template in templates {
                guard let name = try? Identifier(template.key) else { continue }
                filters[name] = template.value
                let operators = ClaimTemplate.operatorsOfClaims(in: template.value)
                guard let other = operators.subtracting(ClaimTemplate.operators).min() else { continue }
                report(
                    at: JSONPointer.appending(template.key, to: object.pointer(to: "filters")),
                    "got a claim with the operator \(other.quotedForMessage), expected \(ClaimTemplate.operators.joined(separator: " or ")): with others, an unexpected value could let every row pass"
                )
            }
        }
        // A key's rights follow the same rules, so the rest is read as such, with texts in the place of claims.
        var standIn = members.compactMap { member -> JSONMember? in
            switch member.key {
            case "scopes" where map != nil:
                let scopes = Set((map ?? [:]).values.joined()).map(\.rawValue).sorted()
                return JSONMember(key: "scopes", value: .array(scopes.map { .string($0) }))
            case "filters": return JSONMember(key: "filters", value: ClaimTemplate.withStandIns(member.value))
            case "datasets" where claim != nil: return nil
            default: return Self.keys.contains(member.key) ? member : nil
            }
        }
        if claim != nil {
            var names = filters.keys.map(\.rawValue)
            if case .object(let hidden)? = object["hiddenColumns"] { names += hidden.map(\.key) }
            // A stand-in for the datasets that the claim will name.
            if names.isEmpty { names = ["dataset"] }
            standIn.append(JSONMember(key: "datasets", value: .array(names.map { .string($0) })))
        }
        guard let rest = JSONObject(.object(standIn), at: pointer, known: Self.keys, items: &items) else { return nil }
        var inner = KeyPolicyReader()
        let policy = try? inner.policy(rest)
        for item in inner.items.all where !items.isFull { items.append(item) }
        guard let policy, items.all.count == before else { return nil }
        if policy.scopes.contains(.admin), map == nil, conditions.isEmpty {
            report(
                at: object.pointer(to: "scopes"),
                "got admin without \"when\", expected a condition: every token of the issuer would have all rights")
            return nil
        }
        return ClaimRule(
            conditions: conditions, scopes: map.map { .mapped($0) } ?? .fixed(policy.scopes),
            datasets: claim.map { .claim($0) } ?? policy.restrictions.datasets.map { .listed($0) } ?? .all,
            filters: filters,
            hiddenColumns: policy.restrictions.views.mapValues(\.hiddenColumns).filter { !$1.isEmpty },
            limits: policy.limits)
    }

    /// Reads `{CLAIM: VALUE, …}`.
    private mutating func conditions(_ object: JSONObject) -> [String: JSONValue] {
        guard let value = object["when"] else { return [:] }
        let expected =
            "an object with claims as keys, and a text or a truth value for each, such as {\"team\": \"sales\"}"
        guard case .object(let members) = value, !members.isEmpty else {
            items.append(.shape(at: object.pointer(to: "when"), got: value, expected: expected))
            return [:]
        }
        for member in members {
            switch member.value {
            case .string(let text) where !text.isEmpty: continue
            case .bool: continue
            default:
                items.append(
                    .shape(
                        at: JSONPointer.appending(member.key, to: object.pointer(to: "when")), got: member.value,
                        expected: "a text that is not empty, or a truth value"))
            }
        }
        return Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads `scopes` if it is an object with the values of a token's scope; `nil` for an array, which is read as a key's.
    private mutating func scopeMap(_ object: JSONObject) -> [String: Set<AccessScope>]? {
        guard case .object(let members)? = object["scopes"] else { return nil }
        let pointer = object.pointer(to: "scopes")
        var map: [String: Set<AccessScope>] = [:]
        for member in members {
            let place = JSONPointer.appending(member.key, to: pointer)
            let scopes = Set(Self.scopes(member.value) ?? [])
            guard !member.key.isEmpty, !member.key.contains(" "), !scopes.isEmpty else {
                report(
                    at: place,
                    "expected one value of a token's scope as the key, and an array of \(AccessScope.allCases.map(\.rawValue).joined(separator: ", "))"
                )
                continue
            }
            map[member.key] = scopes
        }
        if members.isEmpty { report(at: pointer, "got no scope, expected at least one") }
        return map
    }

    private static func scopes(_ value: JSONValue) -> [AccessScope]? {
        guard case .array(let values) = value else { return nil }
        let found = values.compactMap { item -> AccessScope? in
            if case .string(let text) = item { AccessScope(rawValue: text) } else { nil }
        }
        return found.count == values.count ? found : nil
    }
}
