import HTTPTypes
import Models
import Testing

@testable import AnalyticsAPI

/// The contract of a server with all routes, and a check of answers against it.
struct Contract: Sendable {
    /// The contract of a server on which anonymous clients may do everything.
    static let shared = Task { try await Contract(of: TestServer()) }

    /// The beginnings of the paths of pages and of metadata that an RFC describes, which the contract leaves out.
    private static let pages = ["/explore/", "/assets/", "/s/", "/.well-known/"]
    /// The samples of the routes that the contract has.
    static let samples = EveryRouteTests.samples.filter { !isPage($0.route) }

    /// The OpenAPI document.
    let document: JSONValue

    /// Returns `true` if a path is that of a page.
    static func isPage(_ path: String) -> Bool { pages.contains { path.hasPrefix($0) } }

    /// Takes a document.
    init(_ document: JSONValue) { self.document = document }

    /// Reads the contract of a server.
    init(of server: TestServer, version: String = "3.1") async throws {
        document = try await server.unchecked { sender in
            try await sender.send(.get, "/v1/openapi.json?version=\(version)", headers: [:], body: nil).json
        }
    }

    /// An operation of the document.
    struct Operation: Sendable {
        let method: String
        let path: String
        let json: JSONValue

        /// The names of the parameters of a place: `query`, `header`, `path`.
        func parameters(in place: String) -> [JSONValue] {
            (json["parameters"]?.elements ?? []).filter { $0["in"]?.text == place }
        }
    }

    /// All operations.
    var operations: [Operation] {
        (document["paths"]?.members ?? []).flatMap { path in
            path.value.members.map { Operation(method: $0.key.uppercased(), path: path.key, json: $0.value) }
        }
    }

    /// Returns the operation of a request; `nil` if the contract has none.
    func operation(_ method: HTTPRequest.Method, _ uri: String) -> Operation? {
        let path = String(uri.prefix { $0 != "?" })
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        // What OpenAPI 3.1 cannot describe is the same as what it can.
        let same = ["HEAD": "GET", "QUERY": "POST"]
        let name = same[method.rawValue] ?? method.rawValue
        return operations.first { operation in
            let pattern = operation.path.split(separator: "/", omittingEmptySubsequences: false)
            guard operation.method == name, pattern.count == parts.count else { return false }
            return pattern.indices.allSatisfy { pattern[$0].hasPrefix("{") || pattern[$0] == parts[$0] }
        }
    }

    /// The headers that HTTP, and the protocol of browsers, adds to any answer.
    private static let common: Set<String> = [
        "content-type", "content-length", "date", "connection", "transfer-encoding", "access-control-allow-origin",
        "access-control-expose-headers",
    ]

    /// Returns the differences between an answer and the contract.
    func differences(_ method: HTTPRequest.Method, _ uri: String, _ answer: Answer) -> [String] {
        let check = SchemaCheck(document: document)
        let isProblem = answer.headers[.contentType] == "application/problem+json"
        // A store without keys or saved queries has no routes for them, and a document describes no method that a path lacks.
        guard answer.code != "not_found", answer.code != "method_not_allowed", let operation = operation(method, uri)
        else {
            guard isProblem, method != .head else { return [] }
            return check.differences(answer.value, .reference("schemas/Problem"))
        }
        guard var response = operation.json["responses"]?["\(answer.status)"] else {
            return ["\(answer.status) is not in the contract"]
        }
        if let reference = response["$ref"]?.text { response = check.resolve(reference) ?? .null }
        var found: [String] = []
        let headers = response["headers"]?.members ?? []
        for field in answer.headers where !Self.common.contains(field.name.canonicalName) {
            // Vary is also the business of cross-origin rules.
            if field.name == .vary { continue }
            if !headers.contains(where: { $0.key.lowercased() == field.name.canonicalName }) {
                found.append("the header \(field.name) is not in the contract of \(answer.status)")
            }
        }
        for header in headers {
            let resolved = header.value["$ref"]?.text.flatMap(check.resolve) ?? header.value
            guard let name = HTTPField.Name(header.key) else { continue }
            if resolved["required"] == .bool(true), answer.headers[name] == nil {
                found.append("the header \(header.key) is missing")
            }
        }
        if isProblem, method != .head {
            let codes = operation.json["x-problem-codes"]?.texts ?? []
            if let code = answer.code, !codes.contains(code) { found.append("the code \(code) is not in the contract") }
        }
        guard method != .head, !answer.body.isEmpty else { return found }
        let type = (answer.headers[.contentType] ?? "").prefix { $0 != ";" }
        guard let content = response["content"]?[String(type)] else {
            return found + ["the media type \(type) is not in the contract of \(answer.status)"]
        }
        if let line = content["x-item-schema"] {
            for text in answer.body.split(separator: "\n") where !text.hasPrefix("{\"_end\":") {
                found += check.differences((try? JSONValue(parsing: String(text))) ?? .null, line)
            }
        } else if type.hasSuffix("json"), let schema = content["schema"] {
            found += check.differences(answer.value, schema)
        }
        return found
    }

    /// Records an issue for each difference between an answer and the contract.
    static func check(_ method: HTTPRequest.Method, _ uri: String, _ answer: Answer) async throws {
        for difference in try await shared.value.differences(method, uri, answer) {
            Issue.record("\(method) \(uri) is not answered as /v1/openapi.json says: \(difference)")
        }
    }
}

extension Answer {
    /// The body as JSON; null if it is none.
    fileprivate var value: JSONValue { (try? json) ?? .null }
}

extension JSONValue {
    /// A reference to a part of the document's components.
    fileprivate static func reference(_ name: String) -> JSONValue {
        .object([JSONMember(key: "$ref", value: .string("#/components/\(name)"))])
    }
}
