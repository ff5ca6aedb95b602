import HTTPTypes
import Models

/// An error of the protocol (JSON-RPC 2.0, "Error object"). The failure of a tool is a result instead, which the model reads.
struct MCPError: Error, Sendable {
    /// The kinds of error.
    enum Code: Int, Sendable {
        case parseError = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case headerMismatch = -32020
        case unsupportedProtocolVersion = -32022

        /// The status of the answer in the revision ``MCPRevision/stateless``.
        var status: HTTPResponse.Status { self == .methodNotFound ? .notFound : .badRequest }
    }

    /// The kind.
    let code: Code
    /// The value got, the value expected and the remedy.
    let message: String
    /// Details for programs.
    var data: JSONValue?

    /// The error as a JSON object.
    var json: JSONValue {
        .members(["code": .whole(code.rawValue), "message": .string(CredentialText.redacted(message)), "data": data])
    }

    /// A revision that the server does not know.
    static func unsupported(_ requested: String) -> MCPError {
        let supported = MCPRevision.allCases.map(\.rawValue)
        return MCPError(
            code: .unsupportedProtocolVersion,
            message: "Unsupported protocol version; expected one of \(supported.joined(separator: ", "))",
            data: .members(["supported": .strings(supported), "requested": .string(CredentialText.redacted(requested))])
        )
    }
}
