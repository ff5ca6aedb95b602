import Infra

extension MinimalStacks {
    /// Adds a user pool with a sign-in page and a client.
    static func identity(_ scope: Scope) {
        var people = UserPool()
        people.domainPrefix = "orders-production"
        scope.add(
            "Console", UserPoolClient(callbackURLs: ["https://orders.example.com/oauth2/idpresponse"]),
            in: scope.add("People", people))
    }
}
