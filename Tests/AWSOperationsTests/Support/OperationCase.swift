import AWSClient
import AWSOperations
import Foundation
import HTTPTypes

/// An operation with all properties set, and the decoding of its response.
struct OperationCase: Sendable {
    /// The service.
    let service: AWSService
    /// The operation's name.
    let name: String
    private let requested: @Sendable () throws -> WireRequest
    private let decoded: @Sendable (WireResponse) throws -> Any

    /// Creates the case of an operation.
    init<Operation: AWSOperation & Decodable>(_ type: Operation.Type) {
        service = Operation.service
        name = Operation.name
        requested = { try SampleDecoder.value(Operation.self).request() }
        decoded = { try Operation.output(of: $0) }
    }

    /// The decoded output of a response's document.
    func output(of body: String) throws -> Any {
        try decoded(WireResponse(head: HTTPResponse(status: .ok), body: Array(body.utf8)))
    }

    /// The kinds of the request's values by their paths: `tags[].key` in JSON, `Tags.member.N.Key` in a form.
    func requestedKinds() throws -> [String: String] {
        let body = try requested().body
        if case .json = service.wire {
            var kinds: [String: String] = [:]
            Self.collect(try JSONDecoder().decode(JSONValue.self, from: Data(body)), "", &kinds)
            return kinds
        }
        let form = URLComponents(string: "?" + String(decoding: body, as: UTF8.self))?.queryItems ?? []
        let pairs = form.dropFirst(2).map { item in
            let path = item.name.split(separator: ".").map { Int($0) == nil ? String($0) : "N" }
            return (path.joined(separator: "."), Self.kind(ofText: item.value ?? ""))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func kind(ofText text: String) -> String {
        switch text {
        case "true", "false": "boolean"
        case "\(SampleDecoder.number)": "integer"
        case "1.5": "double"
        case let text where text.hasPrefix("2023-11-14T"): "timestamp"
        default: "string"
        }
    }

    private static func collect(_ value: JSONValue, _ path: String, _ kinds: inout [String: String]) {
        switch value {
        case .structure(let members):
            for (key, value) in members {
                collect(value, path + (key == SampleDecoder.text ? "{}" : (path.isEmpty ? "" : ".") + key), &kinds)
            }
        case .list(let elements): for element in elements { collect(element, path + "[]", &kinds) }
        case .boolean: kinds[path] = "boolean"
        case .text: kinds[path] = "string"
        case .number(1.5): kinds[path] = "double"
        case .number(SampleDecoder.date.timeIntervalSince1970): kinds[path] = "timestamp"
        case .number: kinds[path] = "integer"
        }
    }

    private enum JSONValue: Decodable {
        case structure([String: JSONValue])
        case list([JSONValue])
        case boolean
        case text
        case number(Double)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(Bool.self)) != nil {
                self = .boolean
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if (try? container.decode(String.self)) != nil {
                self = .text
            } else if let elements = try? container.decode([JSONValue].self) {
                self = .list(elements)
            } else {
                self = .structure(try container.decode([String: JSONValue].self))
            }
        }
    }

    /// The paths of an output's properties without a value: nil, empty, 0 or `false`.
    static func emptyPaths(_ value: Any, _ path: String = "") -> [String] {
        let mirror = Mirror(reflecting: value)
        switch value {
        case let number as Int where number == 0: return [path]
        case let flag as Bool where !flag: return [path]
        case is String, is Date: return []
        default: break
        }
        if mirror.displayStyle == .optional {
            guard let some = mirror.children.first else { return [path] }
            return emptyPaths(some.value, path)
        }
        if [.collection, .dictionary].contains(mirror.displayStyle) {
            guard let first = mirror.children.first else { return [path] }
            return mirror.displayStyle == .dictionary ? [] : emptyPaths(first.value, path)
        }
        return mirror.children.flatMap { child -> [String] in
            let label = child.label ?? ""
            // A property wrapper's storage has an underscore and holds the value.
            if label == "wrappedValue" { return emptyPaths(child.value, path) }
            return emptyPaths(child.value, path + (path.isEmpty ? "" : ".") + label.drop { $0 == "_" })
        }
    }
}
