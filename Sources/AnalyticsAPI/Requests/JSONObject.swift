import Models

/// The members of a JSON object with the place it stands at, read by name while mistakes are collected.
struct JSONObject {
    private let members: [JSONMember]
    private let pointer: String

    /// Takes an object; reports the keys that are not known.
    init?(_ value: JSONValue, at pointer: String, known: [String], items: inout MistakeList<Problem.Item>) {
        self.pointer = pointer
        guard case .object(let members) = value else {
            items.append(.shape(at: pointer, got: value, expected: "an object"))
            return nil
        }
        self.members = members
        for member in members where !items.isFull && !known.contains(member.key) {
            let nearest = items.nearest(to: member.key, among: known)
            items.append(
                Problem.Item(
                    pointer: pointer + "/" + Self.escape(member.key), code: QueryProblem.Code.unknownKey.rawValue,
                    detail: "got the key \(member.key.quotedForMessage), expected \(known.joined(separator: ", "))",
                    nearest: nearest))
        }
    }

    /// The place of a member.
    func pointer(to key: String) -> String { pointer + "/" + Self.escape(key) }

    /// A member, or `nil` if it is missing or null.
    subscript(key: String) -> JSONValue? {
        let value = members.first { $0.key == key }?.value
        return value == .null ? nil : value
    }

    /// A member that must be there.
    func required(_ key: String, expected: String, items: inout MistakeList<Problem.Item>) -> JSONValue? {
        if let value = self[key] { return value }
        items.append(
            Problem.Item(
                pointer: pointer, code: "missing_key", detail: "the key \"\(key)\" is missing, expected \(expected)"))
        return nil
    }

    /// RFC 6901, section 3.
    static func escape(_ key: String) -> String {
        var escaped = ""
        for character in key.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension Problem.Item {
    /// A JSON value of the wrong type.
    static func shape(at pointer: String, got: JSONValue, expected: String) -> Problem.Item {
        Problem.Item(
            pointer: pointer, code: QueryProblem.Code.invalidShape.rawValue,
            detail: "got \(got.kind), expected \(expected)")
    }
}
