public import HTTPCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What the clients of all services share: who calls, through what, and how patiently.
public struct ClientConfiguration: Sendable {
    /// Who calls.
    public var credentials: any CredentialsProvider
    /// What sends the requests.
    public var transport: any HTTPTransport
    /// Where services are called, as far as a user configured it; the region too.
    public var endpoints: EndpointSettings
    /// When to try again.
    public var retries = RetryPolicy()
    /// How long an attempt may take.
    public var timeouts = OutboundRequest.Timeouts(connect: .seconds(5), total: .seconds(60))
    /// The most bytes of an answer.
    public var longestAnswer = 16 * 1024 * 1024
    /// Whether a wrong local clock is corrected for; `AWS_DISABLE_CLOCK_SKEW_CORRECTION` switches it off.
    public var correctsClockSkew = true
    /// What `User-Agent` says.
    public var userAgent = "weir"
    /// What waits between attempts.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// What time it is.
    public var now: @Sendable () -> Date = { Date() }
    /// Gives a number from 0 to 1, to spread the waits.
    public var random: @Sendable () -> Double = { Double.random(in: 0...1) }
    /// Gives a call's id.
    public var invocationID: @Sendable () -> String = { UUID().uuidString.lowercased() }

    /// Collects what has no default.
    public init(
        credentials: any CredentialsProvider, transport: any HTTPTransport, endpoints: EndpointSettings
    ) {
        self.credentials = credentials
        self.transport = transport
        self.endpoints = endpoints
    }

    /// A client of one service.
    /// - Parameters:
    ///   - service: The service.
    ///   - region: Another region than the one that is set.
    /// - Throws: ``AWSError`` if it is not known where the service is called.
    public func client(for service: AWSService, region: String? = nil) throws(AWSError) -> ServiceClient {
        do {
            return ServiceClient(
                service: service, endpoint: try endpoints.endpoint(for: service, region: region), configuration: self)
        } catch {
            throw AWSError(.invalidRequest, service: service.name, operation: "", message: "\(error)")
        }
    }
}
