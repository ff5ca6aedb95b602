public import CloudFormation

/// A user pool of Cognito: people sign in with their e-mail address, a password and a second factor.
///
///     var people = UserPool()
///     people.domainPrefix = "orders-production"
///     let pool = scope.add("People", people)
///     let client = scope.add("Console", UserPoolClient(callbackURLs: ["https://orders.example.com/signed-in"]), in: pool)
public struct UserPool: Construct, Sendable, Hashable {
    /// The second factor, a code of an authenticator app. Codes by SMS are not offered.
    public enum SecondFactor: String, Sendable, Hashable, CaseIterable, TextReadable {
        /// No second factor.
        case off
        /// Each person decides.
        case optional
        /// Every person needs it.
        case required
    }

    /// The second factor. Defaults to `.required`.
    public var secondFactor = SecondFactor.required
    /// The least length of a password. Defaults to 14. Digits, symbols, upper and lower case are required besides.
    public var passwordLength = 14
    /// Lets everyone create an account. Defaults to false: administrators invite people.
    public var selfSignUp = false
    /// The prefix of the sign-in page's host name, unique among all accounts in the region; nil has no sign-in page, which load
    /// balancers and clients in browsers need. Defaults to nil. A change replaces the page.
    public var domainPrefix: String?
    /// Refuses deletion of the pool. Defaults to true.
    public var deletionProtection = true
    /// The action on the pool and its accounts when it is removed. Defaults to `.retain`.
    public var removal = ResourceOptions.Policy.retain

    /// Describes a user pool.
    public init() {}

    /// The rules of the properties ("CreateUserPool" and "CreateUserPoolDomain").
    public static var rules: [PropertyRule<UserPool>] {
        [
            PropertyRule("passwordLength", { $0.passwordLength }, .range(8...99, unit: "characters")),
            PropertyRule("domainPrefix", { $0.domainPrefix }, validPrefixes),
            PropertyRule(
                "removal", { $0.removal },
                ValidValues("delete or retain: a user pool has no snapshots", contains: { $0 != .snapshot })),
        ]
    }

    private static var validPrefixes: ValidValues<String> {
        ValidValues(
            "1 to 63 lower-case letters, digits and hyphens, without aws, amazon or cognito, and no hyphen at either end"
        ) { prefix in
            (1...63).contains(prefix.utf8.count) && !prefix.hasPrefix("-") && !prefix.hasSuffix("-")
                && prefix.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
                && !["aws", "amazon", "cognito"].contains(where: prefix.contains)
        }
    }

    /// Adds the pool and its sign-in page.
    public func build(in scope: Scope) -> Reference {
        let pool = scope.add(
            AWS.Cognito.UserPool(
                // Without SMS there is no telephone number to recover an account with.
                accountRecoverySetting: .init(recoveryMechanisms: [.init(name: .literal(.verifiedEmail), priority: 1)]),
                adminCreateUserConfig: .init(allowAdminCreateUserOnly: .literal(!selfSignUp)),
                autoVerifiedAttributes: [.literal(.email)],
                deletionProtection: .literal(deletionProtection ? .active : .inactive),
                enabledMfas: secondFactor == .off ? nil : ["SOFTWARE_TOKEN_MFA"],
                mfaConfiguration: .literal(mfa),
                policies: .init(
                    passwordPolicy: .init(
                        minimumLength: .literal(passwordLength), requireLowercase: true, requireNumbers: true,
                        requireSymbols: true, requireUppercase: true, temporaryPasswordValidityDays: 7)),
                // The old address stays until the new one is verified.
                userAttributeUpdateSettings: .init(attributesRequireVerificationBeforeUpdate: [.literal(.email)]),
                userPoolName: .literal(([scope.stack.name] + scope.path).joined(separator: "-")),
                usernameAttributes: [.literal(.email)],
                usernameConfiguration: .init(caseSensitive: false)),
            .kept(removal))
        if let domainPrefix {
            scope.add(
                "SignIn", AWS.Cognito.UserPoolDomain(domain: .literal(domainPrefix), userPoolId: pool.ref))
        }
        return Reference(
            id: ResourceID(pool.ref), arn: ResourceARN(pool.arn),
            domain: domainPrefix.map { ResourceName(.literal($0)) })
    }

    private var mfa: AWS.Cognito.UserPool.MfaConfiguration {
        switch secondFactor {
        case .off: .off
        case .optional: .optional
        case .required: .on
        }
    }
}
