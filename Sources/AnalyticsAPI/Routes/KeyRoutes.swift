import Basics
import Diagnostics
import Hummingbird
import Logging
import Models
import Storage

/// Routes that create, list, rotate and revoke API keys.
struct KeyRoutes: Sendable {
    let limits: ServerLimits
    /// The operations that clients without a key may perform.
    let anonymous: AccessPolicy
    /// Called after a change, so that this process applies it at once.
    let changed: @Sendable () async -> Void

    var routes: [Route] {
        [
            Route(.post, "/v1/keys", .manageKeys, .createKey, create),
            Route(.get, "/v1/keys", .manageKeys, .listKeys, list),
            Route(.get, "/v1/keys/{key}", .manageKeys, .describeKey, describe),
            Route(.post, "/v1/keys/{key}/rotate", .manageKeys, .rotateKey, rotate),
            Route(.delete, "/v1/keys/{key}", .manageKeys, .revokeKey, revoke),
        ]
    }

    @Sendable func create(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let json = try await RequestDocument.read(request, limit: limits.documentBody, progress: context.body)
        let wanted = try KeyRequest(json: json)
        let keys = try store.keys()
        let creator = store.grant.identity.name
        let made = try await Self.translating { try await keys.create(wanted, by: creator) }
        return await answer(made, context)
    }

    @Sendable func list(_ request: Request, _ context: APIContext, _ store: StoreAccess) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let keys = try await store.keys().list()
        return Self.response(
            .object([JSONMember(key: "keys", value: .array(keys.map(\.json)))]))
    }

    @Sendable func describe(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let keys = try store.keys()
        return Self.response(try await Self.translating { try await keys.key(context.keyID) }.json)
    }

    @Sendable func rotate(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let json = try await RequestDocument.readOptional(request, limit: limits.documentBody, progress: context.body)
        var reader = KeyPolicyReader()
        let object = JSONObject(
            json, at: "", known: ["overlapSeconds", "expiresAt"], example: #"{"overlapSeconds": 3600}"#,
            items: &reader.items)
        let overlap = object.map { reader.seconds($0, "overlapSeconds") } ?? nil
        let end = object.flatMap { reader.instant($0, "expiresAt") }
        guard reader.items.isEmpty else { throw reader.error }
        let keys = try store.keys()
        let creator = store.grant.identity.name
        let made = try await Self.translating {
            try await keys.rotate(
                context.keyID, overlap: overlap ?? KeyAdministration.overlap, expiresAt: end, by: creator)
        }
        context.audit.add(["replacedKey": "\(context.keyID)"])
        return await answer(made, context)
    }

    @Sendable func revoke(
        _ request: Request, _ context: APIContext, _ store: StoreAccess
    ) async throws -> Response {
        _ = try QueryParameters(request.uri.query, known: [])
        let keys = try store.keys()
        let revoked = try await Self.translating { try await keys.revoke(context.keyID) }
        await changed()
        context.audit.add(["key": "\(revoked.id)"])
        return Response(status: .noContent)
    }

    private func answer(_ made: KeyAdministration.Created, _ context: APIContext) async -> Response {
        context.audit.add(["key": "\(made.description.id)"])
        await changed()
        var made = made
        if let warning = anonymous.keyWarning { made.warnings.append(warning) }
        var response = Self.response(made.json, status: .created)
        response.headers[.location] = "/v1/keys/\(made.description.id)"
        return response
    }

    private static func response(_ json: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        var bytes: [UInt8] = []
        json.write(into: &bytes)
        return Response(
            status: status,
            // No cache keeps a key, nor a list of keys.
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes + [0x0A])))
    }

    private static func translating<Success>(_ body: () async throws -> Success) async throws -> Success {
        do {
            return try await body()
        } catch let error as KeyError {
            switch error {
            case .notFound: throw APIError(.keyNotFound, error.description)
            case .revoked: throw APIError(.keyRevoked, error.description)
            case .expiresInThePast, .overlap, .tooMany: throw APIError(.invalidKey, error.description)
            }
        }
    }
}

extension KeyPolicyReader {
    /// Reads an optional whole number of seconds.
    fileprivate mutating func seconds(_ object: JSONObject, _ key: String) -> Int64? {
        guard let value = object[key] else { return nil }
        if case .number(let text) = value, let number = Int64(text) { return number }
        items.append(.shape(at: object.pointer(to: key), got: value, expected: "a whole number of seconds"))
        return nil
    }
}

extension APIContext {
    /// The key's id in the path.
    fileprivate var keyID: String {
        let sent = parameters.get("key") ?? ""
        return PercentEncoding.decode(sent) ?? sent
    }
}
