import Infra

extension FoundationStack {
    /// Adds the user pool and the load balancer's client; nil for an environment without a user pool or a domain.
    static func addIdentity(
        _ environment: DeploymentEnvironment, in scope: Scope
    ) -> Shared<UserPoolClient.Reference>? {
        for conflict in environment.identityConflicts {
            scope.report("identity.\(conflict.key): expected \(conflict.expected)")
        }
        guard environment.identity.userPool else { return nil }
        let pool = scope.add("People", environment.identity.pool)
        scope.output("UserPoolId", pool.id.value, description: "The user pool")
        guard let domain = environment.publicName.domain, pool.domain != nil else { return nil }
        let client = scope.add(
            "SignInClient", UserPoolClient(callbackURLs: [environment.identity.callback(of: domain.name)]), in: pool)
        return scope.share("SignIn", client)
    }
}
