import Basics
import Diagnostics
import Models

/// A parameter of a saved query: a value that each run may replace.
///
/// The query names it where the value stands, as `{"parameter": "country"}`, and a run gives the value in the URL, as
/// `param.country=FR`.
struct SavedParameter: Sendable, Hashable {
    /// The maximum number of parameters of a query.
    static let maximumCount = 20
    /// The beginning of the names of parameters in a URL.
    static let prefix = "param."
    /// The member of an object that stands for a value in a query.
    static let placeholder = "parameter"
    private static let keys = ["default", "description"]

    /// The name.
    let name: Identifier
    /// The value of a run that gives none: a text, a number or a Boolean, which decides about the type of other values.
    let fallback: JSONValue
    /// The description for people; `nil` for none.
    let description: String?

    /// Reads `{name: {default, description?}}`.
    static func list(_ value: JSONValue, at pointer: String, _ reader: inout KeyPolicyReader) -> [SavedParameter] {
        guard case .object(let members) = value, members.count <= maximumCount else {
            reader.items.append(
                .shape(
                    at: pointer, got: value,
                    expected:
                        "an object with at most \(maximumCount) parameters, such as {\"city\": {\"default\": \"Berlin\"}}"
                ))
            return []
        }
        return members.compactMap { member in
            let place = JSONPointer.appending(member.key, to: pointer)
            guard let name = try? Identifier(member.key) else {
                reader.items.append(
                    .shape(at: place, got: .string(member.key), expected: "a name: \(IdentifierError.expected)"))
                return nil
            }
            return SavedParameter(name, member.value, at: place, &reader)
        }
    }

    private init?(_ name: Identifier, _ value: JSONValue, at pointer: String, _ reader: inout KeyPolicyReader) {
        guard
            let object = JSONObject(
                value, at: pointer, known: Self.keys, example: Self.example(value), items: &reader.items)
        else { return nil }
        let expected = "a text, a number or a Boolean"
        let fallback = object.required("default", expected: expected, items: &reader.items)
        switch fallback {
        case nil: return nil
        case .string, .number, .bool: break
        case .some(let other):
            reader.items.append(.shape(at: object.pointer(to: "default"), got: other, expected: expected))
            return nil
        }
        description = SavedQuery.description(object, &reader)
        self.name = name
        self.fallback = fallback ?? .null
    }

    /// Returns the parameter that a bare value, such as `"DE"`, is meant as, for a message.
    private static func example(_ value: JSONValue) -> String {
        let fallback =
            switch value {
            case .string(let text): text.quotedForMessage
            case .number(let text): String(text.prefix(40))
            case .bool(let truth): truth ? "true" : "false"
            default: "\"Berlin\""
            }
        return "{\"default\": \(fallback)}"
    }

    /// Returns the names that a document gives to parameters, valid or not; `nil` if they are no object.
    static func names(_ value: JSONValue?) -> Set<String>? {
        switch value {
        case nil, .null?: []
        case .object(let members)?: Set(members.map(\.key))
        default: nil
        }
    }

    /// Returns the part of a URL's query that has the values of parameters, with its question mark, as sent; empty for none.
    static func part(of query: String?) -> String {
        let parts = (query ?? "").split(separator: "&").filter { part in
            QueryParameters.decode(part.prefix { $0 != "=" })?.hasPrefix(prefix) ?? false
        }
        // A header's value must not end the address early.
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&").replacing(">", with: "%3E")
    }

    /// Returns a value that a URL gives, as JSON of the default's type.
    ///
    /// - Throws: ``APIError`` with the parameter.
    func value(of text: String) throws(APIError) -> JSONValue {
        let expected: String
        switch fallback {
        case .bool:
            if let truth = Bool(text) { return .bool(truth) }
            expected = "true or false"
        case .number:
            if let value = try? JSONValue(parsing: text), case .number = value { return value }
            expected = "a number, as the default"
        default: return .string(text)
        }
        throw .parameter(Self.prefix + name.rawValue, got: text, expected: expected)
    }
}

extension SavedParameter {
    /// The parts of a saved query's document in which its parameters hide values: the query with the defaults in their places, and the
    /// names and defaults as texts.
    static func values(in document: JSONValue) -> (query: JSONValue, texts: [String]) {
        guard case .object(let parameters)? = document["parameters"], let query = document["query"] else {
            return (.null, [])
        }
        let defaults = parameters.compactMap { member in member.value["default"].map { (member.key, $0) } }
        var (missing, used) = ([(pointer: String, got: JSONValue)](), [String: [String]]())
        let filled = query.filled(
            Dictionary(defaults) { first, _ in first }, missing: &missing, used: &used)
        let texts = defaults.compactMap { _, value -> String? in
            switch value {
            case .string(let text), .number(let text): text
            default: nil
            }
        }
        return (filled, texts + parameters.map(\.key))
    }
}

extension [SavedParameter] {
    /// Returns the values of a run.
    ///
    /// - Parameter given: The values of the URL by the parameters' names.
    /// - Throws: ``APIError`` with the parameters that the query does not have, or whose values have another type.
    func values(_ given: [(name: String, value: String)]) throws(APIError) -> [String: JSONValue] {
        var values = Dictionary(map { ($0.name.rawValue, $0.fallback) }) { first, _ in first }
        let names = map(\.name.rawValue)
        for (name, text) in given {
            guard let parameter = first(where: { $0.name.rawValue == name }) else {
                let all = names.map { SavedParameter.prefix + $0 }
                throw APIError(parameters: [
                    APIError.Item(
                        parameter: SavedParameter.prefix + name, code: "unknown_parameter",
                        detail:
                            "got the parameter \((SavedParameter.prefix + name).quotedForMessage), expected \(all.isEmpty ? "none: the saved query has no parameters" : all.joined(separator: ", "))",
                        nearest: NearestName.match(SavedParameter.prefix + name, among: all))
                ])
            }
            values[name] = try parameter.value(of: text)
        }
        return values
    }
}

extension JSONValue {
    /// The name of the parameter that stands here; `nil` for another value.
    private var parameter: JSONValue? {
        guard case .object(let members) = self, members.count == 1, members[0].key == SavedParameter.placeholder else {
            return nil
        }
        return members[0].value
    }

    /// Returns the value with the values of parameters in their places.
    ///
    /// - Parameters:
    ///   - values: The values by the parameters' names.
    ///   - missing: Collects the places of names without a value, as JSON pointers with what stands there.
    ///   - used: Collects the places of each name with a value, as JSON pointers.
    func filled(
        _ values: [String: JSONValue], at pointer: String = "", missing: inout [(pointer: String, got: JSONValue)],
        used: inout [String: [String]]
    ) -> JSONValue {
        if let parameter {
            if case .string(let name) = parameter, let value = values[name] {
                used[name, default: []].append(pointer)
                return value
            }
            missing.append((JSONPointer.appending(SavedParameter.placeholder, to: pointer), parameter))
            return self
        }
        switch self {
        case .array(let elements):
            return .array(
                elements.enumerated().map { index, element in
                    element.filled(values, at: pointer + "/\(index)", missing: &missing, used: &used)
                })
        case .object(let members):
            return .object(
                members.map { member in
                    let place = JSONPointer.appending(member.key, to: pointer)
                    return JSONMember(
                        key: member.key, value: member.value.filled(values, at: place, missing: &missing, used: &used))
                })
        default: return self
        }
    }
}
