import Diagnostics

extension Filter {
    /// The maximum nesting: deeper than a person writes, and far from a stack overflow.
    static let maximumDepth = 16

    /// Reads an array of filters, all of which must hold.
    ///
    /// - Throws: ``InvalidQuery`` with the first 100 unknown keys and parts of the wrong type; pointers start at the array.
    public static func list(json: JSONValue) throws(InvalidQuery) -> [Filter] {
        var shape = QueryShape()
        let filters = read(json, at: "", &shape)
        guard shape.problems.isEmpty else { throw InvalidQuery(shape.problems) }
        return filters
    }

    static func read(_ value: JSONValue?, at pointer: String, depth: Int = 0, _ shape: inout QueryShape) -> [Filter] {
        shape.array(value, at: pointer, what: "filters").enumerated().compactMap { index, item in
            shape.isFull ? nil : read(one: item, at: "\(pointer)/\(index)", depth: depth, &shape)
        }
    }

    private static func read(
        one value: JSONValue, at pointer: String, depth: Int, _ shape: inout QueryShape
    ) -> Filter? {
        guard depth < maximumDepth else {
            shape.report(QueryProblem(.outOfRange, at: pointer, "filters nest deeper than \(maximumDepth) levels"))
            return nil
        }
        let keys = ["member", "operator", "values", "and", "or"]
        guard let members = shape.object(value, at: pointer, keys: keys, what: "a filter") else { return nil }
        if members["and"] != nil || members["or"] != nil {
            guard members.count == 1, let key = members.keys.first else {
                shape.report(
                    QueryProblem(.invalidShape, at: pointer, "\"and\" or \"or\" stands alone in its object"))
                return nil
            }
            let inner = read(members[key], at: "\(pointer)/\(key)", depth: depth + 1, &shape)
            return key == "and" ? .and(inner) : .or(inner)
        }
        for key in ["member", "operator"] where members[key] == nil {
            shape.report(QueryProblem(.invalidShape, at: pointer, "the key \"\(key)\" is missing"))
        }
        let member = shape.string(members["member"], at: pointer + "/member", what: "a column or a measure")
        let written = shape.string(members["operator"], at: pointer + "/operator", what: "an operator")
        let values = shape.array(members["values"], at: pointer + "/values", what: "values").enumerated()
            .compactMap { index, item -> FilterValue? in
                switch item {
                case .null: return .null
                case .bool(let truth): return .boolean(truth)
                case .number(let text): return .number(text)
                case .string(let text): return .string(text)
                case .array, .object:
                    guard !shape.isFull else { return nil }
                    shape.report(
                        .shape(
                            at: "\(pointer)/values/\(index)", got: item, expected: "a string, number, boolean or null"))
                    return nil
                }
            }
        guard let member, let written else { return nil }
        guard let comparison = FilterOperator(rawValue: written) else {
            let names = FilterOperator.allCases.map(\.rawValue)
            let nearest = shape.nearest(to: written, among: names)
            shape.report(
                QueryProblem(
                    .unknownOperator, at: pointer + "/operator",
                    "unknown operator \(written.quotedForMessage); expected one of \(names.joined(separator: ", "))",
                    nearest: nearest))
            return nil
        }
        return .member(member, comparison, values)
    }
}
