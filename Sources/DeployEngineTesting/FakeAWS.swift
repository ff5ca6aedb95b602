package import AWSClient
package import AWSSigV4
package import HTTPCore
internal import HTTPCoreTesting
internal import HTTPTypes
internal import Synchronization

/// An account of AWS in memory, for tests of deployments.
///
/// The real client code reaches it through ``transport``: requests are signed, encoded and decoded as for AWS. Its time is
/// that of ``clock``. `FakeAWS.md` states its behaviour with the source of each statement.
///
/// ```swift
/// let aws = FakeAWS()
/// let client = try aws.configuration().client(for: .cloudFormation)
/// aws.clock.advance(by: .seconds(60))
/// ```
package final class FakeAWS: Sendable {
    /// The settings of an account.
    package struct Settings: Sendable {
        /// The account's number.
        package var account = "123456789012"
        /// The region.
        package var region = "eu-central-1"
        /// The time that each call takes.
        package var latency: Duration = .milliseconds(20)
        /// The calls that each service allows at once, and how many more each second; nil for no limit.
        package var rateLimits: [String: RateLimit] = [:]

        /// Creates the default settings.
        package init() {}
    }

    /// The account's clock.
    package let clock: FakeClock
    /// The settings.
    package let settings: Settings
    private let world: Mutex<FakeWorld>
    private let gate: Mutex<Gate>

    /// The limits and faults between requests and services.
    private struct Gate {
        var limits: [String: RateLimit.Bucket] = [:]
        var fault: @Sendable (FakeRequest, _ number: Int) -> FakeFault? = { _, _ in nil }
    }

    /// Creates an account with all services.
    /// - Parameters:
    ///   - settings: The settings.
    ///   - clock: The clock.
    ///   - install: Adds or replaces services.
    package init(
        settings: Settings = Settings(), clock: FakeClock = FakeClock(),
        install: @Sendable (FakeWorld) -> Void = { _ in }
    ) {
        self.clock = clock
        self.settings = settings
        let new = FakeWorld(account: settings.account, region: settings.region, start: clock.start)
        new.installStandardServices()
        install(new)
        world = Mutex(new)
        gate = Mutex(Gate())
    }

    /// The transport that reaches the account.
    package var transport: any HTTPTransport {
        FakeTransport { [self] request async throws(TransportError) in
            try reply(to: FakeRequest(head: request.head, body: request.body))
        }
    }

    /// The administrator's credentials.
    package static let credentials = AWSCredentials(accessKeyID: "AKIAFAKEADMIN", secretAccessKey: "fake-secret")

    /// Creates a configuration of clients that reach the account, with its clock and without randomness.
    /// - Parameters:
    ///   - credentials: The credentials; nil for the administrator's.
    ///   - transport: A transport in front of the account; nil for its own.
    ///   - endpoint: The address of every service, such as that of a ``FakeServer``; nil for those of AWS.
    package func configuration(
        credentials: AWSCredentials? = nil, transport: (any HTTPTransport)? = nil, endpoint: String? = nil
    ) -> ClientConfiguration {
        var variables = ["AWS_REGION": settings.region]
        if let endpoint { variables["AWS_ENDPOINT_URL"] = endpoint }
        var configuration = ClientConfiguration(
            credentials: FakeCredentials(credentials ?? Self.credentials), transport: transport ?? self.transport,
            endpoints: EndpointSettings(environment: variables))
        let clock = clock
        configuration.clock = clock
        configuration.now = { clock.date }
        configuration.random = { 0.5 }
        configuration.invocationID = { "00000000-0000-0000-0000-000000000000" }
        return configuration
    }

    /// Reads or changes the account's state, as of the clock's time.
    @discardableResult
    package func change<Result: Sendable, Failure: Error>(
        _ body: @Sendable (FakeWorld) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let time = clock.elapsed
        return try world.withLock { (world) throws(Failure) in
            world.advance(to: time)
            return try body(world)
        }
    }

    /// Sets the closure that is asked before each call, with the call's number from 1.
    package func setFault(_ fault: @escaping @Sendable (FakeRequest, _ number: Int) -> FakeFault?) {
        gate.withLock { $0.fault = fault }
    }

    /// The calls so far, in order.
    package var calls: [FakeCall] { change { $0.calls } }

    /// Moves the clock until nothing is due within the limit.
    package func settle(within limit: Duration = .seconds(24 * 3600)) {
        let end = clock.elapsed + limit
        while let next = change({ $0.nextTime }), next <= end {
            clock.advance(by: next - clock.elapsed)
        }
    }

    private func reply(to request: FakeRequest) throws(TransportError) -> Reply {
        clock.advance(by: settings.latency)
        let time = clock.elapsed
        let fault = gate.withLock { $0.fault }
        return try world.withLock { (world) throws(TransportError) -> Reply in
            world.advance(to: time)
            let renderer = ResponseRenderer(
                request: request, requestID: world.uuid(), date: HTTPDateText.text(world.date))
            let fault = fault(request, world.calls.count + 1) ?? throttle(request, at: time)
            let result: Swift.Result<FakeResponse, FakeError>
            switch fault {
            case .error(let error): result = .failure(error)
            case .throttling: result = .failure(.throttling(request))
            case .transport(let error):
                world.record(request, error: "\(error.kind)")
                throw error
            case .errorAfterwards(let error):
                _ = world.handle(request)
                result = .failure(error)
            case .transportAfterwards(let error):
                _ = world.handle(request)
                world.record(request, error: "\(error.kind)")
                throw error
            case nil: result = world.handle(request)
            }
            switch result {
            case .success(let response):
                world.record(request, error: nil)
                return renderer.reply(to: response)
            case .failure(let error):
                world.record(request, error: error.code)
                return renderer.reply(to: error)
            }
        }
    }

    private func throttle(_ request: FakeRequest, at time: Duration) -> FakeFault? {
        guard let limit = settings.rateLimits[request.service] else { return nil }
        return gate.withLock { gate in
            gate.limits[request.service, default: RateLimit.Bucket(limit)].take(at: time) ? nil : .throttling
        }
    }
}
