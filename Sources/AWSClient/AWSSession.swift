internal import HTTPCore

/// The root of calls to AWS: credentials, region and endpoints from options, the environment and the shared configuration
/// files, in AWS's order of precedence.
///
/// ```swift
/// let session = try AWSSession(region: "eu-west-1")
/// let identity = try await session.callerIdentity()
/// ```
public struct AWSSession: Sendable {
    /// The configuration of clients.
    public var configuration: ClientConfiguration
    /// The selected region with its origin, or the error of selecting one.
    public let region: Result<RegionSelection, RegionError>

    /// Creates a session without sending a request.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - profile: The profile; nil for that of `AWS_PROFILE`.
    ///   - region: The region; nil for that of the environment or the profile.
    ///   - endpointURL: The URL for all services; nil for the configured endpoints.
    ///   - userAgent: The value of `User-Agent`.
    /// - Throws: ``AWSError`` of kind ``AWSError/Kind/invalidRequest`` if a configuration file cannot be parsed, or of
    ///   kind ``AWSError/Kind/transport(_:)`` if libcurl cannot be started.
    public init(
        environment: AWSEnvironment = .current(), profile: String? = nil, region: String? = nil,
        endpointURL: String? = nil, userAgent: String = "weir"
    ) throws(AWSError) {
        let files: SharedConfiguration
        let transports: CredentialsTransports
        do throws(SharedConfigurationError) {
            files = try SharedConfiguration.load(environment: environment, profile: profile)
        } catch {
            throw AWSError(.invalidRequest, service: "", operation: "", message: "\(error)")
        }
        do throws(TransportError) {
            transports = try CredentialsTransports.live()
        } catch {
            throw AWSError(.transport(error), service: "", operation: "", message: "\(error)")
        }
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
        configuration = ClientConfiguration(
            credentials: CachingCredentialsProvider.standard(context), transport: transports.general,
            endpoints: EndpointSettings(
                explicitURL: endpointURL, environment: variables, profile: { files.setting($0) },
                service: { files.setting($1, ofService: $0) }))
        configuration.userAgent = userAgent
        configuration.correctsClockSkew = environment["AWS_DISABLE_CLOCK_SKEW_CORRECTION"]?.lowercased() != "true"
    }

    /// Creates a client of one service.
    /// - Parameters:
    ///   - service: The service.
    ///   - region: A region that overrides the session's.
    /// - Throws: ``AWSError`` if the service's endpoint cannot be determined.
    public func client(for service: AWSService, region: String? = nil) throws(AWSError) -> ServiceClient {
        try configuration.client(for: service, region: region)
    }

    /// Returns the identity of the session's credentials, from STS.
    ///
    /// Without a region the request goes to the partition's first one, because the identity is the same in all regions.
    /// - Throws: ``AWSError``.
    public func callerIdentity() async throws(AWSError) -> CallerIdentity {
        try await callerIdentityAndClockDifference().identity
    }

    /// Returns the identity of the session's credentials, and the seconds that AWS's clock is ahead; nil if the response
    /// does not tell.
    package func callerIdentityAndClockDifference() async throws(AWSError) -> (
        identity: CallerIdentity, clockDifference: Double?
    ) {
        let hasRegion = if case .success = region { true } else { false }
        let client = try client(for: .sts, region: hasRegion ? nil : "us-east-1")
        return try await SecurityTokenService(client).callerIdentity()
    }
}
