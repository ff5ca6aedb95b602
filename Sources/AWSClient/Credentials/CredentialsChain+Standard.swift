extension CredentialsChain {
    /// The sources of AWS's own tools, in their order: environment, profile, web identity, container, instance metadata.
    /// With an explicit profile, credentials in the environment are skipped, because they may belong to another account.
    /// - Parameter context: The sources' dependencies.
    package static func standard(_ context: CredentialsContext) -> CredentialsChain {
        let environment = EnvironmentCredentialsProvider(environment: context.environment)
        let sources: [any CredentialsProvider] = [
            ProfileCredentialsProvider(context), WebIdentityCredentialsProvider(context),
            ContainerCredentialsProvider(context), InstanceMetadataCredentialsProvider(context),
        ]
        return CredentialsChain(context.profile == nil ? [environment] + sources : sources)
    }
}

extension CachingCredentialsProvider {
    /// ``CredentialsChain/standard(_:)`` behind a cache, a client's default.
    /// - Parameter context: The sources' dependencies.
    package static func standard(_ context: CredentialsContext) -> CachingCredentialsProvider {
        CachingCredentialsProvider(CredentialsChain.standard(context), now: context.now, random: context.random)
    }
}
