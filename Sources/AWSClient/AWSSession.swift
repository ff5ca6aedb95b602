internal import HTTPCore

/// The root of calls to AWS: credentials, region and endpoints from options, the environment and the shared configuration
/// files, in AWS's order of precedence.
public struct AWSSession: Sendable {
    /// The configuration of clients.
    public let configuration: ClientConfiguration
    /// The selected region with its origin, or the error of selecting one.
    public let region: Result<RegionSelection, RegionError>

    /// Creates a session without sending a request.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - profile: The profile; nil for that of `AWS_PROFILE`.
    ///   - region: The region; nil for that of the environment or the profile.
    ///   - endpointURL: The URL for all services; nil for the configured endpoints.
    ///   - userAgent: The value of `User-Agent`.
    /// - Throws: ``SharedConfigurationError`` if a configuration file cannot be parsed, or ``TransportError`` if the
    ///   transport cannot be started.
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
