package import AWSClient
import AWSOperations

/// The address of the account's registry and its password.
package struct RegistryAccess: Sendable {
    /// The host, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com`.
    package let host: String
    /// `USER:PASSWORD` in Base64.
    package let authorization: SensitiveText

    /// Asks for a password, which is valid for twelve hours.
    /// - Parameter calls: The calls.
    /// - Throws: ``EngineError``.
    package static func read(_ calls: any AWSCalls) async throws(EngineError) -> RegistryAccess {
        let found: RegistryAuthorization?
        do throws(AWSError) {
            found = try await calls.call(ImageOperations.GetAuthorizationToken()).authorizations.first
        } catch {
            throw EngineError(error, while: "ask for the registry's password")
        }
        guard let token = found?.token, let endpoint = found?.endpoint else {
            throw EngineError(.invalidResponse, "the registry gave no password")
        }
        let host = endpoint.firstRange(of: "://").map { String(endpoint[$0.upperBound...]) } ?? endpoint
        return RegistryAccess(host: host, authorization: token)
    }
}
