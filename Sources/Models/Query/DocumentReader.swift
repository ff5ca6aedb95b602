import Basics
import Diagnostics

/// Reads the parts of a JSON document as Swift values and collects the first hundred errors.
struct DocumentReader {
    private var errors = ErrorList<QueryError.Issue>()

    /// The errors so far.
    var issues: [QueryError.Issue] { errors.all }
    /// `true` if further errors are dropped.
    var isFull: Bool { errors.isFull }

    mutating func report(_ issue: QueryError.Issue) { errors.append(issue) }

    /// Returns the nearest valid name.
    mutating func nearest(to name: String, among names: [String]) -> String? {
        errors.nearest(to: name, among: names)
    }

    /// Returns the members of an object with known keys; reports unknown keys, and a value that is not an object.
    ///
    /// - Parameters:
    ///   - example: The object as JSON, for the message about another value.
    ///   - synonyms: The keys by the names that other programs give them, in lower case and without underscores.
    ///   - remedy: Returns what to write in place of an unknown key that resembles none.
    mutating func object(
        _ value: JSONValue, at pointer: String, keys: [String], what: String, example: String,
        synonyms: [String: String] = [:],
        remedy: ((JSONMember) -> String)? = nil
    ) -> [String: JSONValue]? {
        guard case .object(let members) = value else {
            report(.shape(at: pointer, got: value, expected: "\(what), an object such as \(example)"))
            return nil
        }
        var found: [String: JSONValue] = [:]
        for member in members {
            guard keys.contains(member.key) else {
                guard !isFull else { continue }
                let nearest =
                    synonyms[member.key.lowercased().replacing("_", with: "")]
                    ?? errors.nearest { $0.key(member.key, among: keys) }
                let remedy = nearest == nil ? remedy.map { "; " + $0(member) } ?? "" : ""
                report(
                    QueryError.Issue(
                        .unknownKey, at: JSONPointer.appending(member.key, to: pointer),
                        "unknown key \(member.key.quotedForMessage); expected one of \(keys.joined(separator: ", "))"
                            + remedy,
                        nearest: nearest))
                continue
            }
            found[member.key] = member.value
        }
        return found
    }

    /// Returns the elements of an array; reports another value.
    ///
    /// - Parameters:
    ///   - example: The array as JSON, for the message.
    ///   - wraps: `true` if a string or a number in its place is shown within an array, in place of the example.
    mutating func array(
        _ value: JSONValue?, at pointer: String, what: String, example: String, wraps: Bool = false
    ) -> [JSONValue] {
        switch value {
        case nil: return []
        case .array(let items)?: return items
        case let other?:
            let shown: String? =
                switch other {
                case .string(let text) where wraps: text.quotedForMessage
                case .number(let text) where wraps: String(text.prefix(40))
                default: nil
                }
            let example = shown.map { "[\($0)]" } ?? example
            report(.shape(at: pointer, got: other, expected: "\(what), an array such as \(example)"))
            return []
        }
    }

    mutating func string(_ value: JSONValue?, at pointer: String, what: String) -> String? {
        switch value {
        case nil: return nil
        case .string(let text)?: return text
        case let other?:
            report(.shape(at: pointer, got: other, expected: "\(what), a string"))
            return nil
        }
    }

    mutating func boolean(_ value: JSONValue?, at pointer: String) -> Bool? {
        switch value {
        case nil: return nil
        case .bool(let truth)?: return truth
        case let other?:
            report(.shape(at: pointer, got: other, expected: "true or false"))
            return nil
        }
    }

    mutating func count(_ value: JSONValue?, at pointer: String) -> Int? {
        switch value {
        case nil, .null?: return nil
        case .number(let text)?:
            if let number = Int(text), number >= 0 { return number }
            report(QueryError.Issue(.outOfRange, at: pointer, "got \(text), expected a whole number of at least 0"))
            return nil
        case let other?:
            report(.shape(at: pointer, got: other, expected: "a whole number of at least 0"))
            return nil
        }
    }
}

extension QueryError.Issue {
    static func shape(at pointer: String, got value: JSONValue, expected: String) -> QueryError.Issue {
        QueryError.Issue(.invalidShape, at: pointer, "got \(value.kindForMessage), expected \(expected)")
    }
}

extension JSONValue {
    var kindForMessage: String {
        switch self {
        case .null: "null"
        case .bool(let truth): truth ? "true" : "false"
        case .number(let text): "the number \(text.prefix(40))"
        case .string(let text): "the string \(text.quotedForMessage)"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
