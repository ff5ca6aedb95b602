internal import CloudFormation

/// Authentication by a load balancer: people sign in at a user pool's page before their requests reach a target.
///
/// The load balancer sends requests without a session to the sign-in page, so it suits browsers and no programs. The client's
/// callback address is `https://<host>/oauth2/idpresponse` ("Authenticate users using an Application Load Balancer").
public struct ListenerAuthentication: Sendable, Hashable, CustomStringConvertible {
    /// The treatment of a request without a session.
    public enum Unauthenticated: String, Sendable, Hashable, CaseIterable {
        /// It is sent to the sign-in page.
        case authenticate
        /// It is answered with status 401.
        case deny
        /// It is forwarded without a person's identity.
        case allow
    }

    /// The path of the callback address.
    public static let callbackPath = "/oauth2/idpresponse"

    /// The client.
    public var client: UserPoolClient.Reference
    /// The lifetime of a session, up to 7 days. Defaults to 12 hours.
    public var session = Period.hours(12)
    /// The treatment of a request without a session. Defaults to the sign-in page.
    public var unauthenticated = Unauthenticated.authenticate

    /// Describes authentication at a client's user pool, which has a sign-in page.
    public init(_ client: UserPoolClient.Reference) {
        self.client = client
    }

    /// The valid values.
    static var valid: ValidValues<ListenerAuthentication> {
        ValidValues("a client of a user pool with a domain prefix, and sessions of 1 to 604800 s") { authentication in
            authentication.client.pool.domain != nil && (1...604_800).contains(authentication.session.seconds)
        }
    }

    /// The pool's client and the lifetime of a session.
    public var description: String {
        "a client of a pool \(client.pool.domain == nil ? "without" : "with") a domain prefix, sessions of \(session)"
    }

    /// The listener's action, which comes before the one that forwards.
    var action: AWS.ElasticLoadBalancingV2.Listener.Action {
        AWS.ElasticLoadBalancingV2.Listener.Action(
            type: .authenticateCognito,
            authenticateCognitoConfig: .init(
                userPoolArn: client.pool.arn.value, userPoolClientId: client.id.value,
                userPoolDomain: client.pool.domain?.value ?? "",
                onUnauthenticatedRequest: TemplateValue(.string(unauthenticated.rawValue)),
                scope: .literal(ListenerAuthentication.scope),
                sessionTimeout: .literal(String(session.seconds))),
            order: 1)
    }

    /// The same action in a listener's rule.
    var ruleAction: AWS.ElasticLoadBalancingV2.ListenerRule.Action {
        AWS.ElasticLoadBalancingV2.ListenerRule.Action(
            type: .authenticateCognito,
            authenticateCognitoConfig: .init(
                userPoolArn: client.pool.arn.value, userPoolClientId: client.id.value,
                userPoolDomain: client.pool.domain?.value ?? "",
                onUnauthenticatedRequest: TemplateValue(.string(unauthenticated.rawValue)),
                scope: .literal(ListenerAuthentication.scope),
                sessionTimeout: .literal(session.seconds)),
            order: 1)
    }

    private static let scope = "openid email"
}
