extension EndpointSettings {
    /// Looks in the environment and in what the shared configuration files say of the selected profile.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - configuration: The shared configuration.
    public init(environment: AWSEnvironment, configuration: SharedConfiguration) {
        self.init(
            environment: environment.variables, profile: { configuration.setting($0) },
            service: { configuration.setting($1, ofService: $0) })
    }
}
