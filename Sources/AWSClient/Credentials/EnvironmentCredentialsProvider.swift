internal import AWSSigV4

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A provider of credentials in environment variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for temporary
/// ones, `AWS_SESSION_TOKEN`. A blank value counts as not set.
package struct EnvironmentCredentialsProvider: CredentialsProvider {
    static let source = "environment"

    private let environment: AWSEnvironment

    /// Creates a provider.
    /// - Parameter environment: The environment variables.
    package init(environment: AWSEnvironment) {
        self.environment = environment
    }

    /// Returns the variables' credentials. A key pair with only one half set is an error.
    package func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        switch (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) {
        case (nil, nil):
            throw CredentialsError(.notConfigured, source: Self.source, reason: "AWS_ACCESS_KEY_ID is not set")
        case (_?, nil): throw halfSet("AWS_ACCESS_KEY_ID", without: "AWS_SECRET_ACCESS_KEY")
        case (nil, _?): throw halfSet("AWS_SECRET_ACCESS_KEY", without: "AWS_ACCESS_KEY_ID")
        case (let id?, let secret?):
            return ResolvedCredentials(
                credentials: AWSCredentials(
                    accessKeyID: id, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"]),
                expiration: try expiration(), accountID: environment["AWS_ACCOUNT_ID"], source: Self.source)
        }
    }

    private func expiration() throws(CredentialsError) -> Date? {
        guard let text = environment["AWS_CREDENTIAL_EXPIRATION"] else { return nil }
        guard let date = CredentialsDocument.date(text) else {
            throw CredentialsError(
                .invalid, source: Self.source,
                reason: "AWS_CREDENTIAL_EXPIRATION is not a time; expected one such as 2026-01-31T12:00:00Z")
        }
        return date
    }

    private func halfSet(_ present: String, without missing: String) -> CredentialsError {
        CredentialsError(
            .invalid, source: Self.source, reason: "\(present) is set but \(missing) is not; set both or neither")
    }
}
