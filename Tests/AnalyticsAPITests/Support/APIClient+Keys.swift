import HTTPTypes
import Models

extension APIClient {
    /// Creates a key.
    ///
    /// - Parameter rights: The members of the request besides the name.
    /// - Returns: The key's id, and the header fields of a client with the key.
    func makeKey(_ rights: String) async throws -> (id: String, headers: HTTPFields) {
        let made = try await post("/v1/keys", #"{"name": "test", \#(rights)}"#)
        guard made.status == 201, case .string(let id)? = try made.json["id"],
            case .string(let key)? = try made.json["key"]
        else { throw SetupError(answers: [made]) }
        return (id, [.authorization: "Bearer \(key)"])
    }

    /// Sends a JSON body with a client's header fields.
    func send(
        _ method: HTTPRequest.Method, _ uri: String, _ body: String, as headers: HTTPFields,
        type: String = "application/json"
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        return try await send(method, uri, headers: headers, body: body)
    }
}
