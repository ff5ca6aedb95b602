public import AWSClient
public import AWSSigV4
internal import Synchronization

/// A provider of fixed credentials that returns the next ones when the current ones are discarded.
public final class FixedCredentials: CredentialsProvider {
    private let rest: Mutex<[ResolvedCredentials]>
    private let asked = Mutex(0)

    /// Creates a provider of one set of credentials.
    public convenience init(_ credentials: AWSCredentials) {
        self.init([ResolvedCredentials(credentials: credentials, source: "test")])
    }

    /// Creates a provider that returns the first credentials until they are discarded, then the next.
    public init(_ credentials: [ResolvedCredentials]) { rest = Mutex(credentials) }

    /// The number of calls of ``credentials()``.
    public var count: Int { asked.withLock { $0 } }

    /// Returns the current credentials.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        asked.withLock { $0 += 1 }
        guard let first = rest.withLock({ $0.first }) else {
            throw CredentialsError(.notConfigured, source: "test", reason: "there are none")
        }
        return first
    }

    /// Removes the current credentials, unless they are the last.
    public func discard(_ credentials: ResolvedCredentials) async {
        rest.withLock { if $0.count > 1 && $0.first == credentials { $0.removeFirst() } }
    }
}
