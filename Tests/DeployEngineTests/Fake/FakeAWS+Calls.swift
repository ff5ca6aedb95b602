import AWSClient
import DeployEngine
import DeployEngineTesting
import HTTPCore
import Synchronization

/// The calls of the fake account, by the real clients.
final class FakeCalls: AWSCalls {
    private let configuration: ClientConfiguration
    private let clients = Mutex<[AWSService: ServiceClient]>([:])

    init(_ configuration: ClientConfiguration) { self.configuration = configuration }

    func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
        try await client(Operation.service).call(operation)
    }

    /// The location of a bucket.
    func location(_ bucket: String) throws -> BucketLocation {
        try BucketLocation(bucket: bucket, endpoint: try client(.s3).endpoint)
    }

    private func client(_ service: AWSService) throws(AWSError) -> ServiceClient {
        if let known = clients.withLock({ $0[service] }) { return known }
        let client = try configuration.client(for: service)
        clients.withLock { $0[service] = client }
        return client
    }
}

extension FakeAWS {
    /// The calls of the account.
    /// - Parameters:
    ///   - transport: A transport in front of the account, such as one with faults.
    ///   - endpoint: The address of every service; nil for those of AWS.
    func calls(through transport: (any HTTPTransport)? = nil, at endpoint: String? = nil) -> FakeCalls {
        FakeCalls(configuration(transport: transport, endpoint: endpoint))
    }

    /// A context of the engine with the account's calls and clock.
    func context(
        through transport: (any HTTPTransport)? = nil, at endpoint: String? = nil,
        report: @escaping @Sendable (ProgressEvent) -> Void = { _ in },
        takeInterrupt: @escaping @Sendable () -> EngineContext.Interrupt? = { nil }
    ) -> EngineContext {
        let clock = clock
        return EngineContext(
            calls: calls(through: transport, at: endpoint), clock: clock, now: { clock.date }, random: { 0.5 },
            report: report,
            takeInterrupt: takeInterrupt)
    }
}
