package import AWSClient
import Synchronization

/// Calls with the credentials and endpoints of a session.
package struct SessionCalls: AWSCalls {
    private let session: AWSSession
    private let region: String?
    private let clients = Clients()

    // Clients share retry tokens and the clock's correction, so each service has one.
    private final class Clients: Sendable {
        let byService = Mutex<[AWSService: ServiceClient]>([:])
    }

    /// Creates the calls of a session.
    /// - Parameters:
    ///   - session: The session.
    ///   - region: A region that overrides the session's.
    package init(_ session: AWSSession, region: String? = nil) {
        self.session = session
        self.region = region
    }

    /// Calls an operation with the client of its service.
    package func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
        try await client(for: Operation.service).call(operation)
    }

    private func client(for service: AWSService) throws(AWSError) -> ServiceClient {
        if let known = clients.byService.withLock({ $0[service] }) { return known }
        let client = try session.client(for: service, region: region)
        return clients.byService.withLock { clients in
            if let known = clients[service] { return known }
            clients[service] = client
            return client
        }
    }
}
