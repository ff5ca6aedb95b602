import Basics
import Diagnostics
import Models

/// The parameters of a URL's query, decoded and checked against those that a route supports.
struct QueryParameters {
    private var values: [String: String] = [:]

    /// Parses parameters.
    ///
    /// - Parameters:
    ///   - query: The text after the `?`, as sent.
    ///   - known: The names that the route supports.
    ///   - prefixes: The beginnings of further names, each followed by any text.
    ///   - lists: The names whose values are several texts with commas between.
    ///   - members: The names with a prefix that the resource has, for the suggestion to a name without its prefix.
    ///   - ignored: Returns `true` for the names of parameters that are no part of the request.
    /// - Throws: ``APIError`` with up to a hundred unknown, duplicate or undecodable parameters.
    init(
        _ query: String?, known: [String], prefixes: [String] = [], lists: [String] = [], members: [String] = [],
        ignoring ignored: (String) -> Bool = { _ in false }
    ) throws(APIError) {
        var items = ErrorList<APIError.Item>()
        for part in (query ?? "").split(separator: "&") where !items.isFull {
            let pieces = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(pieces[0]), let value = Self.decode(pieces.count > 1 ? pieces[1] : "") else {
                items.append(
                    APIError.Item(
                        parameter: String(pieces[0]), code: "invalid_encoding",
                        detail: "got \(String(part).quotedForMessage), expected percent-encoded UTF-8"))
                continue
            }
            if ignored(name) { continue }
            guard known.contains(name) || prefixes.contains(where: name.hasPrefix) else {
                let families =
                    prefixes.isEmpty
                    ? "" : "; names may also begin with " + prefixes.map { "\"\($0)\"" }.joined(separator: ", ")
                let expected = (known.isEmpty ? "no parameters" : known.joined(separator: ", ")) + families
                let nearest = items.nearest { $0.parameter(name, among: known, prefixes, members) }
                items.append(
                    APIError.Item(
                        parameter: name, code: "unknown_parameter",
                        detail: "got the parameter \(name.quotedForMessage), expected \(expected)",
                        nearest: nearest))
                continue
            }
            guard values.updateValue(value, forKey: name) == nil else {
                items.append(
                    APIError.Item(
                        parameter: name, code: "duplicate_parameter",
                        detail: "got the parameter \"\(name)\" twice, expected it at most once"
                            + (lists.contains(name) ? ", with several texts separated by commas: \(name)=A,B" : "")))
                continue
            }
        }
        guard items.isEmpty else { throw APIError(parameters: items.all) }
    }

    /// The names and values of all parameters, by name.
    var all: [(name: String, value: String)] { values.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 } }

    /// Returns the names behind a prefix and the values of all parameters whose names begin with it, by name.
    func values(after prefix: String) -> [(name: String, value: String)] {
        all.filter { $0.name.hasPrefix(prefix) }.map { (String($0.name.dropFirst(prefix.count)), $0.value) }
    }

    /// The value of a parameter.
    subscript(name: String) -> String? { values[name] }

    /// Returns the value of a parameter with a fixed set of values.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type
    ) throws(APIError) -> Choice? where Choice.RawValue == String {
        guard let text = values[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let valid = Choice.allCases.map(\.rawValue)
            throw .parameter(
                name, got: text, expected: valid.joined(separator: " or "),
                nearest: NearestName.match(text, among: valid))
        }
        return choice
    }

    /// Returns the value of a parameter that is a number in a range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .parameter(name, got: text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Decodes `%XX`, and `+` as a space.
    static func decode(_ text: Substring) -> String? { PercentEncoding.decode(text, plusIsSpace: true) }
}

extension NearestNameSearch {
    /// Returns the parameter nearest to a name: one that lacks only its prefix, or one with few other characters.
    fileprivate mutating func parameter(
        _ name: String, among known: [String], _ prefixes: [String], _ members: [String]
    ) -> String? {
        if let whole = members.first(where: { member in prefixes.contains { $0 + name == member } }) { return whole }
        if let nearest = match(name, among: known) { return nearest }
        for prefix in prefixes {
            // The common prefix would make different names near.
            let names = members.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            if let nearest = match(name, among: names) { return prefix + nearest }
        }
        return nil
    }
}

extension APIError {
    /// Several invalid parameters.
    init(parameters items: [Item]) {
        self.init(
            .invalidParameter,
            items.first.map { $0.detail + NearestName.hint($0.nearest) } ?? "", items: items)
    }

    /// One invalid parameter.
    static func parameter(
        _ name: String, got: String, expected: String, nearest: String? = nil, code: String = "invalid_value"
    ) -> APIError {
        APIError(parameters: [
            Item(
                parameter: name, code: code, detail: "\(name): got \(got.quotedForMessage), expected \(expected)",
                nearest: nearest)
        ])
    }
}
