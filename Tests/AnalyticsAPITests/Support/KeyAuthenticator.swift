import AnalyticsAPI
import Synchronization

/// An authenticator with fixed keys.
final class KeyAuthenticator: Authenticator {
    private let identities: [(key: BearerToken, identity: Identity)]
    private let failure = Mutex<AuthenticatorError?>(nil)

    init(_ identities: [String: Identity]) {
        self.identities = identities.map { (BearerToken($0.key.utf8), $0.value) }
    }

    /// Makes all following calls fail; `nil` lets them succeed again.
    func fail(with error: AuthenticatorError?) { failure.withLock { $0 = error } }

    func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity? {
        try await checkHealth()
        return identities.first { token.matches($0.key) }?.identity
    }

    func checkHealth() async throws(AuthenticatorError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
