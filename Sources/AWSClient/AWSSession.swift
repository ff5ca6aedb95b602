internal import HTTPCore

/// Everything a program needs to call AWS the way its user expects: credentials, region and endpoints from the options,
/// the environment and the shared configuration files, in AWS's own order.
public struct AWSSession: Sendable {
    /// What clients are made of.
    public let configuration: ClientConfiguration
    /// The region that is set and who chose it, or why there is none.
    public let region: Result<RegionSelection, RegionError>

    /// Prepares calls; nothing is sent yet.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - profile: The profile asked for; nil to go by `AWS_PROFILE`.
    ///   - region: The region asked for; nil to go by the environment and the profile.
    ///   - endpointURL: Where to call every service instead; nil to go by the configuration.
    ///   - userAgent: What requests say about the program.
    /// - Throws: ``SharedConfigurationError`` if a configuration file cannot be understood, or an error of the
    ///   transport's library.
    public init(
        environment: AWSEnvironment = .current(), profile: String? = nil, region: String? = nil,
        endpointURL: String? = nil, userAgent: String = "weir"
    ) throws {
        let files = try SharedConfiguration.load(environment: environment, profile: profile)
        let transports = try CredentialsTransports.live()
        let context = CredentialsContext(
            environment: environment, profile: profile, region: region, transports: transports)
        do throws(RegionError) {
            self.region = .success(
                try RegionSelection(region: region, environment: environment, configuration: files))
        } catch {
            self.region = .failure(error)
        }
        var variables = environment.variables
        if let region { variables["AWS_REGION"] = region }
        var configuration = ClientConfiguration(
            credentials: CachingCredentialsProvider.standard(context), transport: transports.general,
            endpoints: EndpointSettings(
                explicitURL: endpointURL, environment: variables, profile: { files.setting($0) },
                service: { files.setting($1, ofService: $0) }))
        configuration.userAgent = userAgent
        configuration.correctsClockSkew = environment["AWS_DISABLE_CLOCK_SKEW_CORRECTION"]?.lowercased() != "true"
        self.configuration = configuration
    }
}
