import Infra
import InfraTesting
import Testing

@Suite("UserPool")
struct UserPoolTests {
    @Test("People are invited, sign in by e-mail address and need a second factor; their accounts outlive the stack")
    func defaults() throws {
        let template = try TestStack.template { $0.add("People", UserPool()) }
        #expect(template.resources.map(\.logicalID) == ["People"])
        #expect(
            template.mismatch(
                "People", type: "AWS::Cognito::UserPool",
                with: [
                    "AdminCreateUserConfig": ["AllowAdminCreateUserOnly": true], "DeletionProtection": "ACTIVE",
                    "MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"], "UsernameAttributes": ["email"],
                    "UsernameConfiguration": ["CaseSensitive": false], "UserPoolName": "test-People",
                    "AccountRecoverySetting": ["RecoveryMechanisms": [["Name": "verified_email", "Priority": 1]]],
                    "Policies": [
                        "PasswordPolicy": [
                            "MinimumLength": 14, "RequireLowercase": true, "RequireNumbers": true,
                            "RequireSymbols": true, "RequireUppercase": true, "TemporaryPasswordValidityDays": 7,
                        ]
                    ],
                ]) == nil)
        #expect(template.resource("People")?.options.deletionPolicy == .retain)
        #expect(template.resource("People")?.options.updateReplacePolicy == .retain)
    }

    @Test("Second factor, password length, sign-up, sign-in page and removal are written")
    func properties() throws {
        let template = try TestStack.template { scope in
            var people = UserPool()
            people.secondFactor = .off
            people.passwordLength = 20
            people.selfSignUp = true
            people.domainPrefix = "orders-test"
            people.deletionProtection = false
            people.removal = .delete
            scope.add("People", people)
        }
        #expect(
            template.mismatch(
                "People",
                with: [
                    "AdminCreateUserConfig": ["AllowAdminCreateUserOnly": false], "DeletionProtection": "INACTIVE",
                    "MfaConfiguration": "OFF", "Policies": ["PasswordPolicy": ["MinimumLength": 20]],
                ]) == nil)
        #expect(template.property("People", "EnabledMfas") == nil)
        #expect(template.resource("People")?.options.deletionPolicy == .delete)
        #expect(
            template.mismatch(
                "PeopleSignIn", type: "AWS::Cognito::UserPoolDomain",
                with: ["Domain": "orders-test", "UserPoolId": ["Ref": "People"]]) == nil)
    }

    @Test(
        "The second factor is the person's choice or required",
        arguments: [(UserPool.SecondFactor.optional, "OPTIONAL"), (.required, "ON"), (.off, "OFF")])
    func secondFactor(factor: UserPool.SecondFactor, word: String) throws {
        let template = try TestStack.template { scope in
            var people = UserPool()
            people.secondFactor = factor
            scope.add("People", people)
        }
        #expect(template.property("People", "MfaConfiguration") == .string(word))
    }

    @Test(
        "A prefix that Cognito refuses is reported",
        arguments: [
            ("orders", true), ("a", true), ("orders-2", true), ("Orders", false), ("-orders", false),
            ("orders-", false),
            ("my-aws-pool", false), ("cognito", false), ("or.ders", false), ("", false),
        ])
    func prefixes(prefix: String, isValid: Bool) {
        var people = UserPool()
        people.domainPrefix = prefix
        #expect(people.faults.isEmpty == isValid)
    }

    @Test("Short passwords and snapshots are reported")
    func rules() {
        var people = UserPool()
        people.passwordLength = 7
        people.removal = .snapshot
        #expect(people.faults.map(\.property) == ["passwordLength", "removal"])
    }
}

@Suite("UserPoolClient")
struct UserPoolClientTests {
    private let pool = UserPool.Reference(
        id: "eu-central-1_Abc", arn: "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Abc",
        domain: "orders")

    @Test("A client has a secret, the code flow alone and tokens of an hour")
    func defaults() throws {
        let template = try TestStack.template { scope in
            scope.add("Console", UserPoolClient(callbackURLs: ["https://orders.example.com/in"]), in: pool)
        }
        #expect(
            template.mismatch(
                "Console", type: "AWS::Cognito::UserPoolClient",
                with: [
                    "UserPoolId": "eu-central-1_Abc", "GenerateSecret": true, "AllowedOAuthFlows": ["code"],
                    "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": ["email", "openid"],
                    "CallbackURLs": ["https://orders.example.com/in"], "AccessTokenValidity": 3600,
                    "IdTokenValidity": 3600, "RefreshTokenValidity": 86_400, "PreventUserExistenceErrors": "ENABLED",
                    "TokenValidityUnits": ["AccessToken": "seconds", "IdToken": "seconds", "RefreshToken": "seconds"],
                    "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "SupportedIdentityProviders": ["COGNITO"],
                ]) == nil)
        #expect(template.property("Console", "LogoutURLs") == nil)
    }

    @Test(
        "Addresses without TLS are reported, but for the developer's own machine",
        arguments: [
            ("https://a.example.com/in", true), ("http://localhost:8080/in", true), ("http://a.example.com/in", false),
            ("https://a.example.com/#in", false), ("a.example.com", false), ("https://a b", false),
        ])
    func addresses(address: String, isValid: Bool) {
        var client = UserPoolClient(callbackURLs: [address])
        client.logoutURLs = [address]
        #expect(client.faults.map(\.property) == (isValid ? [] : ["callbackURLs", "logoutURLs"]))
    }

    @Test("Lifetimes, scopes and a list without addresses that Cognito refuses are reported")
    func rules() {
        var client = UserPoolClient(callbackURLs: [])
        client.scopes = []
        client.tokenLifetime = .seconds(299)
        client.refreshLifetime = .minutes(59)
        #expect(client.faults.map(\.property) == ["callbackURLs", "scopes", "tokenLifetime", "refreshLifetime"])
    }

    @Test("A client is shared with its pool, whose issuer and keys verify tokens")
    func sharing() throws {
        let app = App()
        let first = Stack(app, "first", description: "The first").scope
        var people = UserPool()
        people.domainPrefix = "orders"
        let pool = first.add("People", people)
        let client = first.add("Console", UserPoolClient(callbackURLs: ["https://a.example.com/in"]), in: pool)
        let second = Stack(app, "second", description: "The second").scope
        let used = second.use(first.share("Console", client))
        second.add("Topic", AWS.SNS.Topic(displayName: used.pool.keys))
        let template = try app.synthesize()[1].template
        #expect(
            template.property("Topic", "DisplayName") == [
                "Fn::Sub":
                    "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${ConsoleId}/.well-known/jwks.json"
            ])
    }
}
