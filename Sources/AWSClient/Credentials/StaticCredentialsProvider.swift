public import AWSSigV4

/// A provider of fixed credentials.
public struct StaticCredentialsProvider: CredentialsProvider {
    private let resolved: ResolvedCredentials

    /// Creates a provider.
    /// - Parameters:
    ///   - credentials: The credentials.
    ///   - source: The source's name, for people; `static` by default.
    public init(_ credentials: AWSCredentials, source: String = "static") {
        resolved = ResolvedCredentials(credentials: credentials, source: source)
    }

    /// Creates a provider.
    /// - Parameter resolved: The credentials.
    public init(_ resolved: ResolvedCredentials) {
        self.resolved = resolved
    }

    /// Returns the credentials.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials { resolved }
}
