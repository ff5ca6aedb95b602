import Infra

extension EnvironmentReader {
    static let identityKeys: [EnvironmentKey] = [
        EnvironmentKey("userPool", "A user pool of Cognito.", example: "true"),
        EnvironmentKey("mfa", "The second factor of every person: off, optional or required.", example: "required"),
        EnvironmentKey(
            "domain", "The prefix of the sign-in page's host name, unique among all accounts in the region.",
            example: "weir-sign-in"),
        EnvironmentKey("passwordLength", "The least length of a password.", example: "16"),
        EnvironmentKey(
            "selfSignUp", "Lets everyone create an account; otherwise administrators invite people.", example: "false"),
        EnvironmentKey("deletionProtection", "Refuses deletion of the user pool.", example: "true"),
        EnvironmentKey(
            "loadBalancer",
            "The load balancer sends every request without a session to the sign-in page. Browsers follow, programs with "
                + "an API key do not.", example: "true"),
    ]

    /// Reads `identity` into the tier's settings.
    func identity(_ block: SettingsReader, _ identity: Identity) -> Identity {
        var identity = identity
        block.set("userPool", \.userPool, of: &identity)
        block.set("loadBalancer", \.loadBalancer, of: &identity)
        block.set(
            "mfa", \.secondFactor, of: &identity.pool, "secondFactor",
            synonyms: ["none": "off", "false": "off", "on": "required", "true": "required"])
        block.set("domain", \.domainPrefix, of: &identity.pool, "domainPrefix")
        block.set("passwordLength", \.passwordLength, of: &identity.pool)
        block.set("selfSignUp", \.selfSignUp, of: &identity.pool)
        block.set("deletionProtection", \.deletionProtection, of: &identity.pool)
        return identity
    }
}
