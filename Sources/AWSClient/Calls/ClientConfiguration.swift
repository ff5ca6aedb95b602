public import HTTPCore

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The configuration that the clients of all services share: credentials, transport, endpoints, retries and time-outs.
public struct ClientConfiguration: Sendable {
    /// The provider of credentials.
    public var credentials: any CredentialsProvider
    /// The transport of requests.
    public var transport: any HTTPTransport
    /// The user's settings of endpoints and region.
    package var endpoints: EndpointSettings
    /// The retry policy.
    public var retries = RetryPolicy()
    /// The time-outs of an attempt.
    public var timeouts = OutboundRequest.Timeouts(connect: .seconds(5), total: .seconds(60))
    /// The maximum size of a response, in bytes.
    public var responseLimit = 16 * 1024 * 1024
    /// `true` to correct for a wrong local clock; `AWS_DISABLE_CLOCK_SKEW_CORRECTION` turns it off.
    public var correctsClockSkew = true
    /// The value of `User-Agent`.
    public var userAgent = "weir"
    /// The clock for back-off.
    package var clock: any Clock<Duration> = ContinuousClock()
    /// Returns the current time.
    package var now: @Sendable () -> Date = { Date() }
    /// Returns a number from 0 to 1, the jitter of back-off.
    package var random: @Sendable () -> Double = { Double.random(in: 0...1) }
    /// Returns a new id for a call.
    package var invocationID: @Sendable () -> String = { UUID().uuidString.lowercased() }

    /// Creates a configuration with the properties that have no default.
    package init(
        credentials: any CredentialsProvider, transport: any HTTPTransport, endpoints: EndpointSettings
    ) {
        self.credentials = credentials
        self.transport = transport
        self.endpoints = endpoints
    }

    /// Creates a client of one service.
    /// - Parameters:
    ///   - service: The service.
    ///   - region: A region that overrides the configured one.
    /// - Throws: ``AWSError`` if the service's endpoint cannot be determined.
    package func client(for service: AWSService, region: String? = nil) throws(AWSError) -> ServiceClient {
        do {
            return ServiceClient(
                service: service, endpoint: try endpoints.endpoint(for: service, region: region), configuration: self)
        } catch {
            throw AWSError(.invalidRequest, service: service.name, operation: "", message: "\(error)")
        }
    }
}
