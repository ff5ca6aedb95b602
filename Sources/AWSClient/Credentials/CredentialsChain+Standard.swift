extension CredentialsChain {
    /// Every source that AWS's own tools ask, in their order: environment, profile, web identity, container, instance
    /// metadata. If a profile was asked for by name, credentials in the environment, which may be somebody else's, are
    /// left aside.
    /// - Parameter context: What the sources rely on.
    public static func standard(_ context: CredentialsContext) -> CredentialsChain {
        let environment = EnvironmentCredentialsProvider(environment: context.environment)
        let sources: [any CredentialsProvider] = [
            ProfileCredentialsProvider(context), WebIdentityCredentialsProvider(context),
            ContainerCredentialsProvider(context), InstanceMetadataCredentialsProvider(context),
        ]
        return CredentialsChain(context.profile == nil ? [environment] + sources : sources)
    }
}

extension CachingCredentialsProvider {
    /// ``CredentialsChain/standard(_:)`` behind a cache: what a client is given unless its user wants otherwise.
    /// - Parameter context: What the sources rely on.
    public static func standard(_ context: CredentialsContext) -> CachingCredentialsProvider {
        CachingCredentialsProvider(CredentialsChain.standard(context), now: context.now, random: context.random)
    }
}
