package import Infra

/// `identity`: the people that sign in.
package struct Identity: CheckedProperties, Sendable, Hashable {
    /// `mfa`, `domain`, `passwordLength`, `selfSignUp`, `deletionProtection`: the keys of the user pool.
    package var pool: UserPool
    /// `userPool`: a user pool of Cognito. Defaults to false.
    package var userPool = false
    /// `loadBalancer`: the load balancer sends every request without a session to the sign-in page, which browsers can follow
    /// and programs cannot. Defaults to false.
    package var loadBalancer = false

    /// The settings with their defaults.
    package init(pool: UserPool) {
        self.pool = pool
    }

    /// The path that the sign-in page sends people back to.
    package func callback(of domain: String) -> String { "https://\(domain)\(ListenerAuthentication.callbackPath)" }
}

extension DeploymentEnvironment {
    /// The settings of `identity` that do not fit to the others, as keys and expectations.
    var identityConflicts: [(key: String, expected: String)] {
        guard identity.userPool else {
            return identity.loadBalancer ? [("loadBalancer", "userPool: true beside loadBalancer: true")] : []
        }
        guard identity.loadBalancer else { return [] }
        var conflicts: [(key: String, expected: String)] = []
        if identity.pool.domainPrefix == nil {
            conflicts.append(("domain", "the prefix of the sign-in page's host name beside loadBalancer: true"))
        }
        if publicName.domain == nil || !servesHTTPS {
            conflicts.append(
                (
                    "loadBalancer",
                    "service.domain with HTTPS beside loadBalancer: true; the sign-in page sends people there"
                ))
        }
        return conflicts
    }
}
