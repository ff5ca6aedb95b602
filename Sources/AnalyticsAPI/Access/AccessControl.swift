import HTTPTypes

/// The proof that a client may perform an action on a dataset. Only ``AccessControl/authorize(_:_:on:)`` makes one.
struct AccessGrant: Sendable, Hashable {
    /// The client.
    let identity: Identity
    /// The action.
    let action: AccessAction
    /// The dataset's name in the path; `nil` if the path names none.
    let dataset: String?

    fileprivate init(identity: Identity, action: AccessAction, dataset: String?) {
        self.identity = identity
        self.action = action
        self.dataset = dataset
    }
}

/// Identifies the client of each request and decides what it may do.
struct AccessControl: Sendable {
    /// The operations that anonymous clients may perform.
    let anonymous: AccessPolicy
    /// Checks credentials; `nil` for a server without keys.
    let authenticator: (any Authenticator)?

    /// Identifies the client and decides about its request.
    ///
    /// - Throws: ``APIError`` for a refusal, or if credentials cannot be checked at the moment.
    func grant(
        _ headers: HTTPFields, for action: AccessAction, on dataset: String?
    ) async throws(APIError) -> AccessGrant {
        let identity = action == .checkHealth ? Identity.anonymous(anonymous) : try await identity(headers)
        return try authorize(identity, action, on: dataset)
    }

    /// Decides whether a client may perform an action. Every route's decision is made here.
    ///
    /// - Throws: ``APIError`` with 401 if a credential would help, else with 403.
    func authorize(
        _ identity: Identity, _ action: AccessAction, on dataset: String?
    ) throws(APIError) -> AccessGrant {
        if let scope = action.scope, !identity.scopes.contains(scope) {
            guard identity.isAnonymous else { throw .forbidden(identity, needs: scope) }
            guard authenticator == nil else { throw .credentialRequired }
            throw action.isWrite ? .readOnly : .credentialRequired
        }
        return AccessGrant(identity: identity, action: action, dataset: dataset)
    }

    /// Returns the client's identity. A credential that is not valid never makes an anonymous client.
    private func identity(_ headers: HTTPFields) async throws(APIError) -> Identity {
        guard let field = headers[.authorization] else { return .anonymous(anonymous) }
        let token = BearerToken(authorization: field)
        guard let authenticator else {
            // A proxy that checks passwords of its own passes them on; a bearer token is meant for this server.
            guard field.prefix(6).lowercased() == "bearer" else { return .anonymous(anonymous) }
            throw .invalidCredential("this server has no keys; remove the Authorization header")
        }
        guard let token else {
            throw .invalidCredential("Authorization: got another form, expected Bearer and a key")
        }
        let found: Identity?
        do throws(AuthenticatorError) {
            found = try await authenticator.identity(bearer: token)
        } catch {
            throw APIError(
                .unavailable, "the credential cannot be checked: \(error). Try again later",
                headers: [.retryAfter: "5"])
        }
        guard let found else { throw .invalidCredential("the key is not valid; it may have been rotated or revoked") }
        return found
    }
}

extension APIError {
    /// The realm of RFC 9110, section 11.5.
    private static let realm = "Bearer realm=\"weir\""

    /// A request without a credential to a server that requires one.
    fileprivate static let credentialRequired = APIError(
        .unauthenticated, "the request has no credential; send Authorization: Bearer and a key",
        headers: [.wwwAuthenticate: realm])

    /// A credential that is not valid (RFC 6750, section 3.1).
    fileprivate static func invalidCredential(_ reason: String) -> APIError {
        APIError(.unauthenticated, reason, headers: [.wwwAuthenticate: realm + ", error=\"invalid_token\""])
    }

    /// A client without the required right.
    fileprivate static func forbidden(_ identity: Identity, needs scope: AccessScope) -> APIError {
        let scopes = identity.scopes.map(\.rawValue).sorted().joined(separator: ", ")
        return APIError(
            .forbidden, "the key has the rights \(scopes.isEmpty ? "none" : scopes); expected \(scope.rawValue)",
            headers: [.wwwAuthenticate: realm + ", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""])
    }

    /// A write to a server that allows anonymous reads only and has no keys.
    fileprivate static let readOnly = APIError(
        .readOnly, "this server was started with --anonymous read: it accepts reads and queries only")
}
