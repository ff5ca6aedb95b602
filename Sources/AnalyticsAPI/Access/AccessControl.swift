import Diagnostics
import HTTPTypes
import Models

/// The proof that a client may perform an action on a dataset. Only ``AccessControl/authorize(_:_:on:)`` makes one, and no route
/// reaches the store without it; see ``StoreAccess``.
struct AccessGrant: Sendable, Hashable {
    /// The client.
    let identity: Identity
    /// The action.
    let action: AccessAction
    /// The dataset's name in the path; `nil` if the path names none.
    let dataset: Identifier?

    fileprivate init(identity: Identity, action: AccessAction, dataset: Identifier?) {
        self.identity = identity
        self.action = action
        self.dataset = dataset
    }
}

/// Identifies the client of each request and decides what it may do.
struct AccessControl: Sendable {
    /// The operations that anonymous clients may perform.
    let anonymous: AccessPolicy
    /// Checks the administrator's key; `nil` for a server without one.
    let authenticator: (any Authenticator)?
    /// Check credentials with a form of their own, in order.
    let others: [any Authenticator]

    /// Creates an access control.
    init(anonymous: AccessPolicy, authenticator: (any Authenticator)?, others: [any Authenticator] = []) {
        self.anonymous = anonymous
        self.authenticator = authenticator
        self.others = others
    }

    /// Identifies the client and decides about its request.
    ///
    /// - Throws: ``APIError`` for a refusal, or if credentials cannot be checked at the moment.
    func grant(
        _ headers: HTTPFields, for action: AccessAction, on dataset: Identifier?
    ) async throws(APIError) -> AccessGrant {
        let identity = action == .checkHealth ? Identity.anonymous(anonymous) : try await identity(headers)
        return try authorize(identity, action, on: dataset)
    }

    /// Decides whether a client may perform an action. Every route's decision is made here.
    ///
    /// - Throws: ``APIError`` with 401 if a credential would help, with 404 for a dataset that does not exist for the client, else
    ///   with 403.
    func authorize(
        _ identity: Identity, _ action: AccessAction, on dataset: Identifier?
    ) throws(APIError) -> AccessGrant {
        if let scope = action.scope, !identity.scopes.contains(scope) {
            guard identity.isAnonymous else { throw .forbidden(identity, needs: scope) }
            guard authenticator == nil else { throw .credentialRequired }
            throw action.isWrite ? .readOnly : .credentialRequired
        }
        if let dataset, !identity.restrictions.allows(dataset) { throw .unknownDataset(dataset) }
        return AccessGrant(identity: identity, action: action, dataset: dataset)
    }

    /// Returns the client's identity. A credential that is not valid never makes an anonymous client.
    private func identity(_ headers: HTTPFields) async throws(APIError) -> Identity {
        let fields = headers[values: .authorization]
        guard fields.count < 2 else { throw .twoCredentials }
        guard let field = fields.first else { return .anonymous(anonymous) }
        guard let token = BearerToken(authorization: field) else {
            // A proxy that checks passwords of its own passes them on; a bearer token is meant for this server.
            if authenticator == nil, !BearerToken.isMeant(by: field) { return .anonymous(anonymous) }
            throw .invalidCredential("Authorization: got another form, expected Bearer and a key")
        }
        guard let responsible = (others + [authenticator].compactMap(\.self)).first(where: { $0.recognizes(token) })
        else { throw .invalidCredential("this server has no keys; remove the Authorization header") }
        let found: Identity?
        do throws(AuthenticatorError) {
            found = try await responsible.identity(bearer: token)
        } catch {
            guard error.kind == .unavailable else { throw .invalidCredential(error.description) }
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

    /// A request with several credentials (RFC 6750, section 3.1: "uses more than one method for including an access token").
    fileprivate static let twoCredentials = APIError(
        .invalidHeader, "Authorization: got the header twice, expected one credential",
        headers: [.wwwAuthenticate: realm + ", error=\"invalid_request\""])

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

    /// A dataset that does not exist for the client. The answer is the same whether another client sees it or not.
    static func unknownDataset(_ name: Identifier) -> APIError {
        APIError(.datasetNotFound, "there is no dataset \"\(name)\"")
    }
}
