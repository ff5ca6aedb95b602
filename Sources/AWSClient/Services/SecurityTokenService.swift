internal import HTTPTypes

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Calls of STS: the caller's identity and temporary credentials of roles.
package struct SecurityTokenService: Sendable {
    private let client: ServiceClient

    /// Creates the service with a client of ``AWSService/sts``.
    package init(_ client: ServiceClient) { self.client = client }

    /// Returns the identity of the credentials and the difference of the clocks.
    /// - Throws: ``AWSError``.
    package func callerIdentity() async throws(AWSError) -> (identity: CallerIdentity, clockDifference: TimeInterval?) {
        let (response, difference) = try await client.send(GetCallerIdentity())
        do {
            return (try GetCallerIdentity.output(of: response), difference)
        } catch {
            throw AWSError(
                .invalidResponse, service: client.service.name, operation: GetCallerIdentity.name,
                message: "the response cannot be decoded: \(error)", status: response.head.status.code)
        }
    }

    /// Returns temporary credentials of a role.
    /// - Throws: ``AWSError``.
    package func assume(_ role: AssumeRole) async throws(AWSError) -> AssumedRole { try await client.call(role) }

    /// Returns temporary credentials of a role for a token of an OpenID Connect provider. The call is not signed.
    /// - Throws: ``AWSError``.
    package func assume(_ role: AssumeRoleWithWebIdentity) async throws(AWSError) -> AssumedRole {
        try await client.call(role)
    }
}
