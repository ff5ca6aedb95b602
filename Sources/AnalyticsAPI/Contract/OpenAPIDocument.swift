import HTTPTypes
import Models

/// A version of the OpenAPI Specification.
enum OpenAPIVersion: String, CaseIterable, Sendable {
    case current = "3.1"
    case former = "3.0"

    /// The value of the document's member `openapi`.
    var number: String {
        switch self {
        case .current: "3.1.0"
        case .former: "3.0.3"
        }
    }
}

/// The contract of the API as an OpenAPI document, made from the routes themselves.
struct OpenAPIDocument: Sendable {
    /// The version of the contract, which increases with it.
    static let contractVersion = "1.4.0"
    /// The methods that a path item can describe; see "Path Item Object".
    private static let methods: [HTTPRequest.Method] = [.get, .put, .post, .delete, .patch]

    /// The routes, in order.
    let routes: [Route]
    /// The operations that anonymous clients may perform.
    let anonymous: AccessPolicy
    /// The dataset and the client that the document is about; `nil` for every dataset.
    var dataset: DatasetContract?

    /// Returns the document.
    func json(_ version: OpenAPIVersion) -> JSONValue {
        let routes = dataset?.routes(of: routes) ?? routes
        let described = routes.filter { Self.methods.contains($0.method) && $0.operation.isDescribed }
        let groups = Operation.Group.allCases.filter { group in described.contains { $0.operation.group == group } }
        return .members([
            "openapi": .string(version.number),
            "info": .members([
                "title": .string(dataset?.title ?? "Weir"), "version": .string(Self.contractVersion),
                "description": .string(
                    "Analytics over datasets of rows. Docs/API.md explains the rules behind the shapes."),
            ]),
            "servers": .array([.members(["url": .string("/")])]),
            "tags": .array(groups.map { .members(["name": .string($0.rawValue)]) }),
            "paths": .object(paths(described, version)),
            "components": components(routes, version),
        ])
    }

    private func paths(_ routes: [Route], _ version: OpenAPIVersion) -> [JSONMember] {
        var paths: [(path: String, operations: [JSONMember])] = []
        for route in routes {
            let operation = JSONMember(
                key: route.method.rawValue.lowercased(),
                value: route.json(version, anonymous: anonymous, without: dataset == nil ? nil : "dataset"))
            let path = dataset?.path(of: route) ?? route.path
            if let index = paths.firstIndex(where: { $0.path == path }) {
                paths[index].operations.append(operation)
            } else {
                paths.append((path, [operation]))
            }
        }
        return paths.map { JSONMember(key: $0.path, value: .object($0.operations)) }
    }

    private func components(_ routes: [Route], _ version: OpenAPIVersion) -> JSONValue {
        let schemas = dataset?.components ?? Schema.components
        let statuses = Set(routes.flatMap(\.problems).map(\.status.code)).sorted()
        return .members([
            "schemas": .object(schemas.map { JSONMember(key: $0.name, value: $0.schema.json(version)) }),
            "responses": .object(
                statuses.map { status in
                    JSONMember(
                        key: "Problem\(status)",
                        value: Self.failure(
                            status, ProblemCode.allCases.filter { $0.status.code == status }, .problems, version))
                }),
            "headers": .object(
                AnswerHeader.allCases.map { JSONMember(key: $0.name, value: $0.json(version, isRequired: true)) }),
            "securitySchemes": .members([
                "bearer": .members([
                    "type": .string("http"), "scheme": .string("bearer"),
                    "description": .string("an API key, a view token or the administrator's key"),
                ])
            ]),
        ])
    }

    /// Returns the response of some problems with a status.
    fileprivate static func failure(
        _ status: Int, _ codes: [ProblemCode], _ form: Operation.Failures, _ version: OpenAPIVersion
    ) -> JSONValue {
        let (headers, optional) = problemHeaders(status)
        return .members([
            "description": .string(codes.map { "\($0.title) (`\($0.rawValue)`)" }.joined(separator: "; ")),
            "headers": .object(
                AnswerHeader.json(
                    AnswerHeader.everywhere + headers, AnswerHeader.limits + [.serverTiming] + optional, version)),
            "content": .object([form.content.json(version)]),
        ])
    }

    /// Returns the headers that problems of a status have, and those that they may have.
    private static func problemHeaders(_ status: Int) -> ([AnswerHeader], [AnswerHeader]) {
        switch status {
        case 400: ([.cacheControl], [.wwwAuthenticate])
        case 401: ([.cacheControl, .wwwAuthenticate], [])
        case 403: ([.cacheControl], [.wwwAuthenticate])
        case 404, 409, 503: ([.cacheControl], [.retryAfter])
        case 412: ([.cacheControl], [.eTag])
        case 415: ([.cacheControl], [.accept, .acceptEncoding])
        case 429: ([.cacheControl, .retryAfter], [])
        default: ([.cacheControl], [])
        }
    }
}

extension Route {
    /// Returns the route as an Operation Object.
    ///
    /// - Parameter parameter: The parameter of the path that stands in the path as its value; `nil` for none.
    fileprivate func json(
        _ version: OpenAPIVersion, anonymous: AccessPolicy, without parameter: String?
    ) -> JSONValue {
        .members([
            "tags": .strings([operation.group.rawValue]), "operationId": .string(operation.id),
            "summary": .string(operation.summary), "description": operation.details.map(JSONValue.string),
            "parameters": parameters(version, without: parameter), "requestBody": requestBody(version),
            "responses": .object(responses(version)), "security": security(anonymous),
            "x-stability": .string(operation.stability.rawValue),
            "x-required-scope": action.scope.map { .string($0.rawValue) },
            "x-problem-codes": .strings(problems.map(\.rawValue)),
        ])
    }

    private func parameters(_ version: OpenAPIVersion, without parameter: String?) -> JSONValue? {
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
            .filter { $0 != parameter }
        let all =
            names.compactMap { RequestParameter.path[$0] }.map { $0.json("path", version) }
            + operation.parameters.map { $0.json("query", version) } + headers.map { $0.json(version) }
        return all.isEmpty ? nil : .array(all)
    }

    private func requestBody(_ version: OpenAPIVersion) -> JSONValue? {
        guard !operation.body.isEmpty else { return nil }
        return .members([
            "required": .bool(!operation.isBodyOptional), "content": .object(operation.body.map { $0.json(version) }),
        ])
    }

    private func responses(_ version: OpenAPIVersion) -> [JSONMember] {
        let usual = (action != .checkHealth ? AnswerHeader.limits : []) + (needsStore ? [.serverTiming] : [])
        var all = (operation.answers + notModified).map { ($0.status, $0.json(version, optional: usual)) }
        let failures = operation.failures
        for (status, codes) in Dictionary(grouping: problems, by: failures.status)
        where !all.contains(where: { $0.0 == status }) {
            all.append(
                (
                    status,
                    failures == .problems
                        ? .members(["$ref": .string("#/components/responses/Problem\(status)")])
                        : OpenAPIDocument.failure(status, codes, failures, version)
                ))
        }
        return all.sorted { $0.0 < $1.0 }.map { JSONMember(key: String($0.0), value: $0.1) }
    }

    private var notModified: [AnswerForm] {
        guard headers.contains(.ifNoneMatch) else { return [] }
        return [
            AnswerForm(
                304, "The client's copy is current", headers: [.eTag, .cacheControl], optional: [.vary, .consistency])
        ]
    }

    private func security(_ anonymous: AccessPolicy) -> JSONValue {
        let bearer = JSONValue.members(["bearer": .array([])])
        switch action {
        case .checkHealth: return .array([])
        default:
            let isOptional = action.scope.map { anonymous.scopes.contains($0) } ?? true
            return .array(isOptional ? [bearer, .object([])] : [bearer])
        }
    }
}

extension RequestParameter {
    fileprivate func json(_ place: String, _ version: OpenAPIVersion) -> JSONValue {
        let isFamily = !prefixes.isEmpty
        return .members([
            "name": .string(name), "in": .string(place), "description": .string(summary),
            "required": isRequired ? .bool(true) : nil,
            "style": isFamily ? .string("form") : nil, "explode": isFamily ? .bool(true) : nil,
            "schema": isJSON ? nil : schema.json(version),
            "content": isJSON
                ? .members(["application/json": .members(["schema": schema.json(version)])]) : nil,
        ])
    }
}

extension RequestHeader {
    fileprivate func json(_ version: OpenAPIVersion) -> JSONValue {
        .members([
            "name": .string(name), "in": .string("header"), "description": .string(summary),
            "schema": schema.json(version),
        ])
    }
}

extension AnswerHeader {
    fileprivate func json(_ version: OpenAPIVersion, isRequired: Bool) -> JSONValue {
        .members([
            "description": .string(summary), "required": isRequired ? .bool(true) : nil, "schema": schema.json(version),
        ])
    }

    /// Returns the headers of a response, by their names.
    fileprivate static func json(
        _ required: [AnswerHeader], _ optional: [AnswerHeader], _ version: OpenAPIVersion
    ) -> [JSONMember] {
        required.map {
            JSONMember(key: $0.name, value: .members(["$ref": .string("#/components/headers/\($0.name)")]))
        } + optional.map { JSONMember(key: $0.name, value: $0.json(version, isRequired: false)) }
    }
}

extension AnswerForm {
    fileprivate func json(_ version: OpenAPIVersion, optional usual: [AnswerHeader]) -> JSONValue {
        .members([
            "description": .string(summary),
            "headers": .object(
                AnswerHeader.json(AnswerHeader.everywhere + headers, usual + optionalHeaders, version)),
            "content": content.isEmpty ? nil : .object(content.map { $0.json(version) }),
        ])
    }
}

extension AnswerForm.Content {
    fileprivate func json(_ version: OpenAPIVersion) -> JSONMember {
        JSONMember(
            key: type,
            value: .members(["schema": schema.json(version), "x-item-schema": line?.json(version)]))
    }
}
