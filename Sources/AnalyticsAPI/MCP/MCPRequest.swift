import Diagnostics
import HTTPTypes
import Models

/// A request or a notification of the Model Context Protocol, with its revision.
struct MCPRequest: Sendable {
    /// The key of the revision in a request's `_meta`.
    static let revisionKey = "io.modelcontextprotocol/protocolVersion"

    /// The id, a string or a number; `nil` for a notification.
    let id: JSONValue?
    /// The method.
    let method: String
    /// The parameters; an empty object if there are none.
    let params: JSONValue
    /// The revision of the request.
    let revision: MCPRevision

    /// Reads a message and compares it with the headers.
    ///
    /// - Throws: ``MCPError`` for a message that is not valid, that is of an unknown revision, or that its headers contradict.
    init(_ body: JSONValue, _ headers: HTTPFields) throws(MCPError) {
        guard case .object = body else {
            throw MCPError(
                code: .invalidRequest, message: "got \(body.kind), expected one JSON-RPC request or notification")
        }
        guard body["jsonrpc"] == .string("2.0") else {
            throw MCPError(code: .invalidRequest, message: "\"jsonrpc\" is not \"2.0\"")
        }
        switch body["id"] {
        case nil: id = nil
        case .string?, .number?: id = body["id"]
        case let other?:
            throw MCPError(code: .invalidRequest, message: "\"id\": got \(other.kind), expected a string or a number")
        }
        guard case .string(let method)? = body["method"] else {
            throw MCPError(code: .invalidRequest, message: "\"method\" is missing, expected a string")
        }
        self.method = method
        params = body["params"] ?? .object([])
        guard case .object = params else {
            throw MCPError(code: .invalidRequest, message: "\"params\": got \(params.kind), expected an object")
        }
        revision = try Self.revision(method, params, headers)
        if revision == .stateless, id != nil { try Self.check(method, params, headers) }
    }

    /// Returns the revision of a message. Without one anywhere it is the first that clients did not have to name.
    private static func revision(
        _ method: String, _ params: JSONValue, _ headers: HTTPFields
    ) throws(MCPError) -> MCPRevision {
        let header = headers[.mcpProtocolVersion]
        var named = header
        if let meta = params["_meta"]?[revisionKey] {
            guard case .string(let text) = meta else {
                throw MCPError(code: .invalidParams, message: "\(revisionKey): got \(meta.kind), expected a string")
            }
            guard header == text else { throw mismatch("MCP-Protocol-Version", header, expected: text) }
            named = text
        }
        // The handshake itself negotiates the revision.
        guard method != "initialize" else { return .november2025 }
        guard let named else { return .march2025 }
        guard let revision = MCPRevision(rawValue: named) else { throw .unsupported(named) }
        guard revision != .stateless || params["_meta"]?[revisionKey] != nil || method.hasPrefix("notifications/")
        else {
            throw MCPError(code: .invalidParams, message: "\"_meta\" lacks \"\(revisionKey)\"")
        }
        return revision
    }

    /// Compares the headers by which proxies route with the body.
    private static func check(_ method: String, _ params: JSONValue, _ headers: HTTPFields) throws(MCPError) {
        let sent = headers[.mcpMethod]
        guard sent == method else { throw mismatch("Mcp-Method", sent, expected: method) }
        guard method == "tools/call", case .string(let name)? = params["name"] else { return }
        let tool = headers[.mcpName]
        guard tool == name else { throw mismatch("Mcp-Name", tool, expected: name) }
    }

    private static func mismatch(_ header: String, _ got: String?, expected: String) -> MCPError {
        let found = got.map { "got \($0.quotedForMessage)" } ?? "is missing"
        return MCPError(
            code: .headerMismatch, message: "\(header): \(found), expected \(expected.quotedForMessage) as in the body")
    }
}
