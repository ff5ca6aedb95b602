public import AWSSigV4

/// Credentials that were handed in.
public struct StaticCredentialsProvider: CredentialsProvider {
    private let resolved: ResolvedCredentials

    /// Creates a source that always gives the same.
    /// - Parameters:
    ///   - credentials: What to give.
    ///   - source: Who gave them, for people; `static` by default.
    public init(_ credentials: AWSCredentials, source: String = "static") {
        resolved = ResolvedCredentials(credentials: credentials, source: source)
    }

    /// Creates a source that always gives the same.
    /// - Parameter resolved: What to give.
    public init(_ resolved: ResolvedCredentials) {
        self.resolved = resolved
    }

    /// Gives what was handed in.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials { resolved }
}
