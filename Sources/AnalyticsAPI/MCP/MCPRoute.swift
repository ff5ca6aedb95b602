import Hummingbird
import Models
import NIOCore
import Storage

/// The route for the Model Context Protocol. It keeps no session: every request is complete in itself.
struct MCPRoute: Sendable {
    /// The time for which a client may keep a list of tools, in milliseconds.
    private static let life = 3_600_000
    private static let instructions = """
        Weir answers analytical queries over datasets of rows. Call list_datasets, then describe_dataset, then query. Aggregate \
        in the query instead of reading rows.
        """

    /// The key of the server's name in the `_meta` of a result. Since the revision 2026-07-28 every result has it, and the result
    /// of the handshake that had it is gone.
    private static let serverInfoKey = "io.modelcontextprotocol/serverInfo"
    private static let serverInfo = JSONValue.members([
        "name": .string("weir"), "title": .string("Weir"), "version": .string(OpenAPIDocument.contractVersion),
    ])

    let limits: ServerLimits
    let environment: ServerEnvironment

    var routes: [Route] { [Route(.post, "/mcp", .read, .callTools, isHeavy: true, answer)] }

    @Sendable func answer(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let accept = request.headers[values: .accept]
        guard MediaRange.choose(accept: accept, offered: ["application/json"]) != nil else {
            throw APIError(
                .notAcceptable, "Accept: expected application/json, and text/event-stream if the client likes")
        }
        try BodyFormat.check(request.headers, offered: ["application/json"])
        try ContentCoding.requireIdentity(request.headers)
        let bytes = try await BodyStream.collect(request, limit: limits.documentBody, progress: context.body)
        let body: JSONValue
        do {
            body = try JSONValue(parsing: bytes, maximumDepth: 64)
        } catch {
            return Self.response(MCPError(code: .parseError, message: error.description), to: nil)
        }
        let message: MCPRequest
        do throws(MCPError) { message = try MCPRequest(body, request.headers) } catch {
            return Self.response(error, to: body["id"])
        }
        guard let id = message.id else { return Self.response(status: .accepted) }
        do {
            return Self.response(try await result(of: message, context, store), to: id)
        } catch let error as MCPError {
            return Self.response(error, to: id, isStateless: message.revision == .stateless)
        }
    }

    /// Returns the members of the result's object.
    private func result(
        of message: MCPRequest, _ context: APIContext, _ store: StoreAccess
    ) async throws -> JSONWriter {
        let isStateless = message.revision == .stateless
        var json = JSONWriter()
        json.beginObject()
        if isStateless {
            json.field("resultType", "complete")
            json.member("_meta", .members([Self.serverInfoKey: Self.serverInfo]))
        }
        switch message.method {
        case "server/discover" where isStateless:
            json.member("supportedVersions", .strings(MCPRevision.allCases.map(\.rawValue)))
            describe(into: &json)
            cache(into: &json, for: Self.life, "public")
        case "initialize":
            let asked = message.params["protocolVersion"]
            let known = MCPRevision.withHandshake.first { .string($0.rawValue) == asked }
            json.field("protocolVersion", (known ?? .november2025).rawValue)
            describe(into: &json)
            json.member("serverInfo", Self.serverInfo)
        case "ping" where !isStateless: break
        case "tools/list":
            json.member("tools", .array(MCPTool.allCases.map(\.json)))
            if isStateless { cache(into: &json, for: Self.life, "public") }
        case "tools/call":
            guard case .string(let name)? = message.params["name"], let tool = MCPTool(rawValue: name) else {
                let names = MCPTool.allCases.map(\.rawValue).joined(separator: ", ")
                throw MCPError(code: .invalidParams, message: "unknown tool; expected one of \(names)")
            }
            let tools = MCPTools(store: store, environment: environment, start: context.start)
            try await call(tool, message.params["arguments"] ?? .object([]), tools).write(into: &json)
        default:
            throw MCPError(
                code: .methodNotFound,
                message: "unknown method; this server offers server/discover, tools/list and tools/call")
        }
        json.endObject()
        return json
    }

    /// Runs a tool. What a model can do something about is a result; an unavailable server is not.
    private func call(_ tool: MCPTool, _ arguments: JSONValue, _ tools: MCPTools) async throws -> MCPResult {
        do {
            return try await tools.run(tool, arguments)
        } catch {
            let problem: APIError
            switch error {
            case let error as APIError: problem = error
            case let error as QueryError: problem = APIError(error)
            case let error as StorageError: problem = APIError(error)
            default: throw error
            }
            guard problem.code.status.code < 500 || problem.code == .queryTimeout, problem.code != .clientClosed else {
                throw error
            }
            return .failure(problem)
        }
    }

    private func describe(into json: inout JSONWriter) {
        json.member("capabilities", .members(["tools": .object([])]))
        json.field("instructions", Self.instructions)
    }

    private func cache(into json: inout JSONWriter, for life: Int, _ scope: String) {
        json.field("ttlMs", life)
        json.field("cacheScope", scope)
    }

    private static func response(_ result: JSONWriter, to id: JSONValue) -> Response {
        response(.ok, [("id", id.description), ("result", String(decoding: result.bytes, as: UTF8.self))])
    }

    /// Answers with an error. Before the revision 2026-07-28, a request that was understood got the status 200.
    private static func response(_ error: MCPError, to id: JSONValue?, isStateless: Bool = true) -> Response {
        let known: JSONValue =
            switch id {
            case .string?, .number?: id ?? .null
            default: .null
            }
        return response(
            isStateless ? error.code.status : .ok, [("id", known.description), ("error", error.json.description)])
    }

    private static func response(_ status: HTTPResponse.Status, _ members: [(String, String)]) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.field("jsonrpc", "2.0")
        for (name, value) in members {
            json.key(name)
            json.raw(value)
        }
        json.endObject()
        var response = Response(status: status, json: json)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func response(status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.cacheControl: "no-store"])
    }
}

extension JSONWriter {
    /// Writes a key and a JSON value.
    fileprivate mutating func member(_ name: String, _ value: JSONValue) {
        key(name)
        raw(value.description)
    }
}
