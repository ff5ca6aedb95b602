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

extension AccessGrant {
    /// Returns the grant for a dataset that the request's body names, by the rule for one that the path names.
    ///
    /// - Throws: ``APIError`` with 404 if the dataset does not exist for the client.
    func narrowed(to dataset: Identifier) throws(APIError) -> AccessGrant {
        guard identity.restrictions.allows(dataset) else { throw .unknownDataset(dataset) }
        return AccessGrant(identity: identity, action: action, dataset: dataset)
    }
}

/// Identifies the client of each request and decides what it may do.
struct AccessControl: Sendable {
    /// The operations that anonymous clients may perform.
    let anonymous: AccessPolicy
    /// The identity of anonymous clients.
    private let visitor: Identity
    /// Checks the administrator's key; `nil` for a server without one.
    let authenticator: (any Authenticator)?
    /// All that check bearer tokens, in order: those with a form of their own, and last the one of the administrator's key.
    private let authenticators: [any Authenticator]
    /// Checks the tokens of identity providers; `nil` for a server that accepts none.
    let tokens: TokenAuthenticator?
    /// Checks the tokens that a load balancer adds; `nil` for a server that ignores them.
    let balancer: BalancerAuthenticator?
    /// The host names that requests may be addressed to.
    let hosts: HostPolicy

    /// Creates an access control.
    init(
        anonymous: AccessPolicy, authenticator: (any Authenticator)?, others: [any Authenticator] = [],
        tokens: TokenAuthenticator? = nil, balancer: BalancerAuthenticator? = nil, hosts: HostPolicy = .any
    ) {
        self.anonymous = anonymous
        visitor = .anonymous(anonymous)
        self.authenticator = authenticator
        self.tokens = tokens
        self.balancer = balancer
        self.hosts = hosts
        authenticators = others + [tokens, authenticator].compactMap(\.self)
    }

    /// A Boolean value that indicates whether the operator has given clients a way to prove who they are, besides the keys that the
    /// store may have.
    private var identifiesClients: Bool { authenticator != nil || tokens != nil || balancer != nil }

    /// The kinds of credentials that the server accepts.
    var credentials: [Identity.Credential] {
        Identity.Credential.allCases.filter { kind in
            switch kind {
            // Whether the store has keys is not told.
            case .key: authenticators.count > (tokens == nil ? 0 : 1)
            case .token: tokens != nil
            case .session: balancer != nil
            }
        }
    }

    /// Identifies the client and decides about its request.
    ///
    /// - Parameters:
    ///   - takesAccessKey: `true` if the credential may also be the access key of Amazon Data Firehose.
    ///   - audit: Records the client, also one that is refused.
    /// - Throws: ``APIError`` for a refusal, or if credentials cannot be checked at the moment.
    func grant(
        _ request: HTTPRequest, for action: AccessAction, on dataset: Identifier?, takesAccessKey: Bool = false,
        audit: AuditRecord? = nil
    ) async throws(APIError) -> AccessGrant {
        let identity =
            action.ignoresCredentials
            ? visitor : try await identity(request, takesAccessKey: takesAccessKey)
        audit?.identify(identity)
        return try authorize(identity, action, on: dataset)
    }

    /// Decides whether a client may perform an action. Every route's decision is made here.
    ///
    /// - Throws: ``APIError`` with 401 if a credential would help, with 404 for a dataset that does not exist for the client,
    ///   else with 403.
    func authorize(
        _ identity: Identity, _ action: AccessAction, on dataset: Identifier?
    ) throws(APIError) -> AccessGrant {
        if let scope = action.scope, !action.isPermitted(by: identity.scopes) {
            guard identity.isAnonymous else { throw .forbidden(identity, needs: scope) }
            guard !identifiesClients else { throw .credentialRequired }
            throw action.isWrite ? .readOnly : .credentialRequired
        }
        if let dataset, !identity.restrictions.allows(dataset) { throw .unknownDataset(dataset) }
        if dataset == .queryLog {
            guard identity.scopes.contains(.admin) else { throw .unknownDataset(.queryLog) }
            guard action == .read else { throw .queryLogIsReadOnly }
        }
        return AccessGrant(identity: identity, action: action, dataset: dataset)
    }

    /// Returns the client's identity. A credential that is not valid never makes an anonymous client.
    private func identity(_ request: HTTPRequest, takesAccessKey: Bool) async throws(APIError) -> Identity {
        let fields = request.headerFields[values: .authorization]
        let session = balancer == nil ? [] : request.headerFields[values: .balancerData]
        // A stream without an access key may send an empty one.
        let accessKeys =
            takesAccessKey ? request.headerFields[values: .firehoseAccessKey].filter { !$0.isEmpty } : []
        guard fields.count + session.count + accessKeys.count < 2 else { throw .twoCredentials }
        if let data = session.first, let balancer { return try await identity(data, from: balancer, request) }
        if let accessKey = accessKeys.first {
            guard let token = BearerToken(text: accessKey) else { throw .malformedAccessKey }
            return try await identity(token, ifMalformed: .malformedAccessKey)
        }
        guard let field = fields.first else { return visitor }
        guard let token = BearerToken(authorization: field) else {
            // A proxy that checks passwords of its own passes them on; a bearer token is meant for this server.
            if !identifiesClients, !BearerToken.isMeant(by: field) { return visitor }
            throw .malformedAuthorization
        }
        return try await identity(token, ifMalformed: .malformedAuthorization)
    }

    /// Returns the identity that a token proves.
    ///
    /// - Parameter malformed: The refusal of a token that has not the form of one.
    private func identity(
        _ token: BearerToken, ifMalformed malformed: @autoclosure () -> APIError
    ) async throws(APIError) -> Identity {
        do throws(AuthenticatorError) {
            // Most tokens are known, and a task that need not wait for anything goes on at once.
            for authenticator in authenticators {
                if let known = try authenticator.knownIdentity(bearer: token) { return known }
            }
        } catch {
            throw Self.refusal(error)
        }
        guard token.isWellFormed else { throw malformed() }
        guard let responsible = authenticators.first(where: { $0.recognizes(token) }) else {
            let others = tokens == nil ? "" : ", nor of a token of an identity provider"
            throw .invalidCredential(
                "the token has not the form of a key of this server (\(AccessKey.Kind.key.rawValue)…)\(others); check that it was copied whole, and that it is meant for this server"
            )
        }
        do throws(AuthenticatorError) {
            if let found = try await responsible.identity(bearer: token) { return found }
        } catch {
            throw Self.refusal(error)
        }
        throw .invalidCredential(
            token.beginsAsKey
                ? "the key is not valid; it may have been rotated or revoked"
                : "the token is not the administrator's key, which may have been rotated, and has not the form of another key of this server (\(AccessKey.Kind.key.rawValue)…)"
        )
    }

    /// Returns the identity of a user that a load balancer has authenticated.
    ///
    /// The browser sends the load balancer's cookie with requests of pages from anywhere, so a request that may change something
    /// must prove that a page of this server made it.
    private func identity(
        _ data: String, from balancer: BalancerAuthenticator, _ request: HTTPRequest
    ) async throws(APIError) -> Identity {
        let isSafe = [.get, .head, .options].contains(request.method)
        guard isSafe || hosts.isOwnPage(request) else { throw .foreignPage }
        do throws(AuthenticatorError) {
            return try await balancer.identity(data)
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func refusal(_ error: AuthenticatorError) -> APIError {
        switch error.kind {
        case .refused: .invalidCredential(error.description, isDescribed: true, cause: error.cause)
        case .forbidden: .insufficientToken(error.description)
        case .unavailable:
            APIError(
                .unavailable, "the credential cannot be checked: \(error). Try again later",
                headers: [.retryAfter: "5"])
        }
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
        .invalidHeader, "Authorization: got two credentials, expected one",
        headers: [.wwwAuthenticate: realm + ", error=\"invalid_request\""])

    /// A credential that is not valid (RFC 6750, section 3.1).
    ///
    /// - Parameters:
    ///   - isDescribed: `true` if the header repeats the reason, without the characters that it cannot have (section 3).
    ///   - cause: The reason in the log.
    fileprivate static func invalidCredential(
        _ reason: String, isDescribed: Bool = false, cause: String? = nil
    ) -> APIError {
        var challenge = realm + ", error=\"invalid_token\""
        if isDescribed {
            let text = reason.filter { $0.isASCII && $0 >= " " && $0 != "\"" && $0 != "\\" && $0 != "\u{7F}" }
            challenge += ", error_description=\"\(text)\""
        }
        return APIError(.unauthenticated, reason, headers: [.wwwAuthenticate: challenge], cause: cause)
    }

    /// A value of `Authorization` that is no bearer token.
    fileprivate static var malformedAuthorization: APIError {
        .invalidCredential("Authorization: got another form, expected Bearer and a key")
    }

    /// An access key of Amazon Data Firehose that cannot be a key of this server.
    fileprivate static var malformedAccessKey: APIError {
        .invalidCredential("X-Amz-Firehose-Access-Key: got another form, expected a key")
    }

    /// A token whose claims do not suffice for the rights that its issuer's tokens have.
    fileprivate static func insufficientToken(_ reason: String) -> APIError {
        APIError(
            .forbidden, reason, headers: [.wwwAuthenticate: realm + ", error=\"insufficient_scope\""],
            cause: "token without rights: a claim is missing")
    }

    /// A request with a load balancer's session that a page of another site may have made.
    fileprivate static let foreignPage = APIError(
        .foreignOrigin,
        "the request has a load balancer's session, expected Sec-Fetch-Site same-origin or none, or an Origin of the request's own host, because other pages can send the session's cookie too",
        headers: [.wwwAuthenticate: realm])

    /// A client without the required right.
    fileprivate static func forbidden(_ identity: Identity, needs scope: AccessScope) -> APIError {
        let scopes = identity.scopes.map(\.rawValue).sorted().joined(separator: ", ")
        return APIError(
            .forbidden,
            "the \(identity.credential.rawValue) has the rights \(scopes.isEmpty ? "none" : scopes); expected \(scope.rawValue)",
            headers: [.wwwAuthenticate: realm + ", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""])
    }

    /// A write without a credential to a server that allows anonymous reads only. Its store may have keys.
    fileprivate static let readOnly = APIError(
        .readOnly,
        "this server was started with --anonymous read: without a key it accepts reads and queries only; send Authorization: Bearer and a key that may write"
    )

    /// A write to the log of queries.
    fileprivate static let queryLogIsReadOnly = APIError(
        .forbidden, "\"\(Identifier.queryLog)\" is kept by the server; it can be read and queried only")

    /// A dataset that does not exist for the client. The answer is the same whether another client sees it or not.
    static func unknownDataset(_ name: Identifier) -> APIError {
        APIError(.datasetNotFound, "there is no dataset \"\(name)\"")
    }
}
