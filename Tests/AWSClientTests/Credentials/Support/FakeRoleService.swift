import AWSSigV4
import Synchronization

@testable import AWSClient

/// A service that returns credentials named after the role and records requests.
final class FakeRoleService: RoleService {
    struct Asked: Hashable {
        let role: RoleRequest
        /// The access key's identifier, or the token.
        let with: String
    }

    private let log = Mutex<[Asked]>([])
    private let error: CredentialsError?

    init(failing error: CredentialsError? = nil) {
        self.error = error
    }

    var asked: [Asked] { log.withLock { $0 } }

    func assume(
        _ role: RoleRequest, with base: ResolvedCredentials, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials {
        try resolved(Asked(role: role, with: base.credentials.accessKeyID), source)
    }

    func assume(
        _ role: RoleRequest, webIdentityToken token: String, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials {
        try resolved(Asked(role: role, with: token), source)
    }

    private func resolved(_ asked: Asked, _ source: String) throws(CredentialsError) -> ResolvedCredentials {
        log.withLock { $0.append(asked) }
        if let error { throw error }
        return ResolvedCredentials(
            credentials: AWSCredentials(accessKeyID: "of-\(asked.role.roleARN)", secretAccessKey: "s"), source: source)
    }
}
