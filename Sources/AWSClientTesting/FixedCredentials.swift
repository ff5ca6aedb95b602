public import AWSClient
public import AWSSigV4
internal import Synchronization

/// Credentials that are given, one after the other when a service refuses them.
public final class FixedCredentials: CredentialsProvider {
    private let rest: Mutex<[ResolvedCredentials]>
    private let asked = Mutex(0)

    /// Gives these, and no others.
    public convenience init(_ credentials: AWSCredentials) {
        self.init([ResolvedCredentials(credentials: credentials, source: "test")])
    }

    /// Gives the first until it is discarded, then the next.
    public init(_ credentials: [ResolvedCredentials]) { rest = Mutex(credentials) }

    /// How often credentials were asked for.
    public var count: Int { asked.withLock { $0 } }

    /// The first that is left.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        asked.withLock { $0 += 1 }
        guard let first = rest.withLock({ $0.first }) else {
            throw CredentialsError(.notConfigured, source: "test", reason: "there are none")
        }
        return first
    }

    /// Drops the first, unless it is the last.
    public func discard(_ credentials: ResolvedCredentials) async {
        rest.withLock { if $0.count > 1 && $0.first == credentials { $0.removeFirst() } }
    }
}
