import Diagnostics

extension Filter {
    /// The maximum nesting: deeper than a person writes, and far from a stack overflow.
    static let maximumDepth = 16
    /// A filter as JSON, for messages.
    package static let example = #"{"member": "country", "operator": "equals", "values": ["DE"]}"#

    /// Reads an array of filters, all of which must hold.
    ///
    /// - Throws: ``QueryError`` with the first 100 unknown keys and parts of the wrong type; pointers start at the array.
    package static func list(json: JSONValue) throws(QueryError) -> [Filter] {
        var reader = DocumentReader()
        let filters = read(json, at: "", &reader)
        guard reader.issues.isEmpty else { throw QueryError(reader.issues) }
        return filters
    }

    static func read(_ value: JSONValue?, at pointer: String, depth: Int = 0, _ reader: inout DocumentReader)
        -> [Filter]
    {
        reader.array(value, at: pointer, what: "filters", example: "[\(example)]").enumerated().compactMap {
            index, item in
            reader.isFull ? nil : read(one: item, at: "\(pointer)/\(index)", depth: depth, &reader)
        }
    }

    private static func read(
        one value: JSONValue, at pointer: String, depth: Int, _ reader: inout DocumentReader
    ) -> Filter? {
        guard depth < maximumDepth else {
            reader.report(QueryError.Issue(.outOfRange, at: pointer, "filters nest deeper than \(maximumDepth) levels"))
            return nil
        }
        let keys = ["member", "operator", "values", "and", "or"]
        guard
            let members = reader.object(
                value, at: pointer, keys: keys, what: "a filter", example: example, synonyms: synonyms(in: value),
                remedy: remedy(in: value))
        else { return nil }
        // An object such as {"country": "DE"} has been reported with its remedy.
        if members.isEmpty, case .object(let written) = value, !written.isEmpty { return nil }
        if members["and"] != nil || members["or"] != nil {
            guard members.count == 1, let key = members.keys.first else {
                reader.report(
                    QueryError.Issue(.invalidShape, at: pointer, "\"and\" or \"or\" stands alone in its object"))
                return nil
            }
            let inner = read(members[key], at: "\(pointer)/\(key)", depth: depth + 1, &reader)
            return key == "and" ? .and(inner) : .or(inner)
        }
        for key in ["member", "operator"] where members[key] == nil {
            reader.report(QueryError.Issue(.invalidShape, at: pointer, "the key \"\(key)\" is missing"))
        }
        let member = reader.string(members["member"], at: pointer + "/member", what: "a column or a measure")
        let written = reader.string(members["operator"], at: pointer + "/operator", what: "an operator")
        let values = reader.array(
            members["values"], at: pointer + "/values", what: "values", example: #"["DE"]"#, wraps: true
        ).enumerated()
            .compactMap { index, item -> FilterValue? in
                switch item {
                case .null: return .null
                case .bool(let truth): return .boolean(truth)
                case .number(let text): return .number(text)
                case .string(let text): return .string(text)
                case .array, .object:
                    guard !reader.isFull else { return nil }
                    reader.report(
                        .shape(
                            at: "\(pointer)/values/\(index)", got: item, expected: "a string, number, boolean or null"))
                    return nil
                }
            }
        guard let member, let written else { return nil }
        guard let comparison = FilterOperator(rawValue: written) else {
            let names = FilterOperator.allCases.map(\.rawValue)
            let nearest = FilterOperator.ownName(of: written) ?? reader.nearest(to: written, among: names)
            reader.report(
                QueryError.Issue(
                    .unknownOperator, at: pointer + "/operator",
                    "unknown operator \(written.quotedForMessage); expected one of \(names.joined(separator: ", "))",
                    nearest: nearest))
            return nil
        }
        return .member(member, comparison, values)
    }

    /// The operator's key by the names that other programs give it.
    private static let operatorNames = ["op", "cmp", "comparison", "comparator"]

    /// Returns the keys of a filter by the names that other programs give them.
    ///
    /// The only member of an object, such as `{"name": "Anna"}`, is a condition on the column `name`.
    private static func synonyms(in value: JSONValue) -> [String: String] {
        var names = operatorNames + ["column", "field"]
        if case .object(let members) = value, members.count > 1 { names += ["name", "key", "dimension", "measure"] }
        return Dictionary(names.map { ($0, operatorNames.contains($0) ? "operator" : "member") }) { first, _ in first }
    }

    /// Returns the remedy for an unknown key: the notation of a condition, or the place of the column's name in an object with an
    /// operator.
    private static func remedy(in value: JSONValue) -> (JSONMember) -> String {
        guard case .object(let members) = value,
            members.contains(where: { $0.key == "operator" || operatorNames.contains($0.key.lowercased()) })
        else { return { "a condition on a column is written \(example($0))" } }
        return { _ in "the name of the column or measure is the value of \"member\"" }
    }

    /// Returns the filter that a member such as `"country": "DE"` means, for a message.
    private static func example(_ member: JSONMember) -> String {
        let value =
            switch member.value {
            case .string(let text): text.quotedForMessage
            case .number, .bool: String("\(member.value)".prefix(40))
            default: "…"
            }
        return "{\"member\": \(member.key.quotedForMessage), \"operator\": \"equals\", \"values\": [\(value)]}"
    }
}
