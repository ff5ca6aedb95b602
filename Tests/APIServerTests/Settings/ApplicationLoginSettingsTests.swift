import ServerContract
import Testing

@testable import APIServer

@Suite struct ApplicationLoginSettingsTests {
    private func read(_ values: [Setting: String]) throws(SettingsError) -> ApplicationLoginSettings? {
        try ServerSettings { values[$0] }.applicationLogin
    }

    @Test("The application's login has a secret or IAM database authentication")
    func logins() throws {
        #expect(try read([:]) == nil)
        let secret = try read([.applicationUser: "weir_app", .applicationSecret: "weir/app"])
        #expect(secret?.authentication == .secret && secret?.secret == "weir/app" && secret?.user == "weir_app")
        let iam = try read([.applicationUser: "weir_app", .applicationAuthentication: "iam"])
        #expect(iam?.authentication == .iam && iam?.secret == nil)
    }

    @Test(
        "A missing, superfluous or invalid setting of the application's login is reported",
        arguments: [
            ([.applicationAuthentication: "iam"], "DB_APP_AUTH) requires --db-app-user"),
            ([.applicationSecret: "s"], "DB_APP_SECRET_ARN) requires --db-app-user"),
            ([.applicationUser: "weir_app"], "requires --db-app-secret-arn (or DB_APP_SECRET_ARN), or"),
            ([.applicationUser: "weir_app", .applicationAuthentication: "iam", .applicationSecret: "s"], "remove"),
            ([.applicationUser: "Weir App", .applicationAuthentication: "iam"], "expected a role's name"),
            ([.applicationUser: "pg_x", .applicationAuthentication: "iam"], "expected a role's name"),
            ([.applicationUser: "weir_app", .applicationAuthentication: "ldap"], "expected secret, iam"),
            (
                [.applicationUser: "weir_app", .applicationSecret: "CANARY CANARY"],
                "is neither an ARN nor a secret name"
            ),
        ] as [([Setting: String], String)])
    func problems(values: [Setting: String], mention: String) {
        let problem = #expect(throws: SettingsError.self) { try read(values) }
        #expect(problem?.description.contains(mention) == true, "\(String(describing: problem))")
        #expect(problem?.description.contains("CANARY") == false)
    }
}
