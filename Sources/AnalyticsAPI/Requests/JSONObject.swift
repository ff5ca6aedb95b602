import Basics
import Diagnostics
import Models

/// A JSON object with its JSON pointer. Reading a member records a mistake where the member is missing or unknown.
///
/// `DocumentReader` of `Models` does this for queries, whose errors have the codes of `QueryError`. The errors of a
/// definition have further codes, which belong to the API.
struct JSONObject {
    private let members: [JSONMember]
    private let pointer: String

    /// Takes an object and records its unknown keys; `nil` for any other JSON value, which is recorded too.
    ///
    /// - Parameters:
    ///   - parameters: The query parameters of the request, which a client may take for keys.
    ///   - example: The object as JSON, for the message about another value; `nil` if its keys are told elsewhere.
    init?(
        _ value: JSONValue, at pointer: String, known: [String], parameters: [String] = [], example: String? = nil,
        items: inout ErrorList<APIError.Item>
    ) {
        self.pointer = pointer
        guard case .object(let members) = value else {
            items.append(
                .shape(at: pointer, got: value, expected: "an object" + (example.map { " such as " + $0 } ?? "")))
            return nil
        }
        self.members = members
        for member in members where !items.isFull && !known.contains(member.key) {
            guard !parameters.contains(member.key) else {
                items.append(
                    APIError.Item(
                        pointer: JSONPointer.appending(member.key, to: pointer),
                        code: QueryError.Code.unknownKey.rawValue,
                        detail:
                            "\"\(member.key)\" is a query parameter, not a key of the body; expected it in the URL, "
                            + "as in ?\(member.key)=\(Self.example(member.value))"))
                continue
            }
            let nearest = items.nearest { $0.key(member.key, among: known) }
            items.append(
                APIError.Item(
                    pointer: JSONPointer.appending(member.key, to: pointer),
                    code: QueryError.Code.unknownKey.rawValue,
                    detail: "got the key \(member.key.quotedForMessage), expected \(known.joined(separator: ", "))",
                    nearest: nearest))
        }
    }

    /// A value in a URL.
    private static func example(_ value: JSONValue) -> String {
        if case .bool(let truth) = value { return truth ? "true" : "false" }
        return "…"
    }

    /// Returns the JSON pointer to a member.
    func pointer(to key: String) -> String { JSONPointer.appending(key, to: pointer) }

    /// The value of a member; `nil` if it is missing or null.
    subscript(key: String) -> JSONValue? {
        let value = members.first { $0.key == key }?.value
        return value == .null ? nil : value
    }

    /// Returns `true` if the object has a member, also if it is null.
    func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    /// Returns the value of a required member; records a mistake if it is missing or null.
    func required(_ key: String, expected: String, items: inout ErrorList<APIError.Item>) -> JSONValue? {
        if let value = self[key] { return value }
        items.append(
            APIError.Item(
                pointer: pointer, code: "missing_key", detail: "the key \"\(key)\" is missing, expected \(expected)"))
        return nil
    }
}

extension APIError.Item {
    /// A JSON value of the wrong type.
    static func shape(at pointer: String, got: JSONValue, expected: String) -> APIError.Item {
        APIError.Item(
            pointer: pointer, code: QueryError.Code.invalidShape.rawValue,
            detail: "got \(got.kind), expected \(expected)")
    }
}
