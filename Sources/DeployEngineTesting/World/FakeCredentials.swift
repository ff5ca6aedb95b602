package import AWSClient
package import AWSSigV4

/// A provider of fixed credentials.
package struct FakeCredentials: CredentialsProvider {
    private let resolved: ResolvedCredentials

    /// Creates a provider.
    package init(_ credentials: AWSCredentials) {
        resolved = ResolvedCredentials(credentials: credentials, source: "FakeAWS")
    }

    /// Creates a provider of a key with a made-up secret.
    package init(accessKeyID: String) {
        self.init(AWSCredentials(accessKeyID: accessKeyID, secretAccessKey: "fake-secret"))
    }

    /// Returns the credentials.
    package func credentials() async throws(CredentialsError) -> ResolvedCredentials { resolved }

    /// Keeps the credentials.
    package func discard(_ credentials: ResolvedCredentials) async {}
}
