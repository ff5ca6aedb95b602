public import CloudFormation

/// An application that people of a user pool sign in to, with the authorization code flow and a secret of its own.
public struct UserPoolClient: PlacedConstruct, Sendable, Hashable {
    /// The addresses that the sign-in page sends people back to, with HTTPS; HTTP is valid for `localhost`.
    public var callbackURLs: [String]
    /// The addresses that people may be sent to after signing out. Defaults to none.
    public var logoutURLs: [String] = []
    /// The scopes of the tokens. Defaults to the person's id and e-mail address.
    public var scopes = ["email", "openid"]
    /// The lifetime of access and id tokens. Defaults to an hour.
    public var tokenLifetime = Period.hours(1)
    /// The lifetime of refresh tokens, after which people sign in anew. Defaults to a day.
    public var refreshLifetime = Period.hours(24)

    /// Describes a client.
    public init(callbackURLs: [String]) {
        self.callbackURLs = callbackURLs
    }

    /// The rules of the properties ("CreateUserPoolClient").
    public static var rules: [PropertyRule<UserPoolClient>] {
        [
            PropertyRule("callbackURLs", { $0.callbackURLs.count }, .range(1...100)),
            PropertyRule(
                "callbackURLs", { client in client.callbackURLs.first { !isAddress($0) } }, validAddresses),
            PropertyRule("logoutURLs", { client in client.logoutURLs.first { !isAddress($0) } }, validAddresses),
            PropertyRule("scopes", { $0.scopes.count }, .range(1...50)),
            PropertyRule(
                "tokenLifetime", { $0.tokenLifetime }, ValidValues.range(300...86_400, unit: "s").wrapped { $0.seconds }
            ),
            PropertyRule(
                "refreshLifetime", { $0.refreshLifetime },
                ValidValues.range(3600...315_360_000, unit: "s").wrapped { $0.seconds }),
        ]
    }

    private static var validAddresses: ValidValues<String> {
        ValidValues("an address with https and without a fragment, such as https://orders.example.com/signed-in") { _ in
            false
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        let isSecure = text.hasPrefix("https://") || text.hasPrefix("http://localhost")
        return isSecure && text.utf8.count <= 1024 && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 35 }
    }

    /// Adds the client.
    public func build(in scope: Scope, _ pool: UserPool.Reference) -> Reference {
        let client = scope.add(
            AWS.Cognito.UserPoolClient(
                userPoolId: pool.id.value,
                accessTokenValidity: .literal(tokenLifetime.seconds),
                allowedOAuthFlows: [.literal(.code)],
                allowedOAuthFlowsUserPoolClient: true,
                allowedOAuthScopes: .literal(scopes.sorted()),
                callbackURLs: .literal(callbackURLs),
                clientName: .literal(([scope.stack.name] + scope.path).joined(separator: "-")),
                enableTokenRevocation: true,
                explicitAuthFlows: [.literal(.allowRefreshTokenAuth)],
                generateSecret: true,
                idTokenValidity: .literal(tokenLifetime.seconds),
                logoutURLs: logoutURLs.isEmpty ? nil : .literal(logoutURLs),
                // The answer to an unknown address is the one to a wrong password.
                preventUserExistenceErrors: .literal(.enabled),
                refreshTokenValidity: .literal(refreshLifetime.seconds),
                supportedIdentityProviders: ["COGNITO"],
                tokenValidityUnits: .init(
                    accessToken: .literal(.seconds), idToken: .literal(.seconds), refreshToken: .literal(.seconds))))
        return Reference(id: ResourceID(client.clientId), pool: pool)
    }

    /// A reference to a client, built here, shared by another stack, or existing.
    public struct Reference: Sendable, Hashable, Shareable {
        /// The client's id, the claim `aud` of id tokens.
        public let id: ResourceID<AWS.Cognito.UserPoolClient>
        /// The user pool.
        public let pool: UserPool.Reference

        /// An existing client.
        public init(id: ResourceID<AWS.Cognito.UserPoolClient>, pool: UserPool.Reference) {
            self.id = id
            self.pool = pool
        }

        /// Passes the values through the transfer.
        public func transferred(by transfer: inout ValueTransfer) -> Reference {
            Reference(id: transfer.text("Client", id, "The client's id"), pool: pool.transferred(by: &transfer))
        }

        /// A client of a user pool with a sign-in page.
        public static func placeholder(in scope: Scope) -> Reference {
            Reference(id: "", pool: .placeholder(in: scope))
        }
    }
}
