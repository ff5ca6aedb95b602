internal import AWSSigV4
internal import HTTPCore

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The Security Token Service as a service for credentials of roles.
struct STSRoleService: RoleService {
    private let context: CredentialsContext
    private let region: String
    private let endpoints: EndpointSettings

    /// Creates the service for the configured region.
    /// - Parameters:
    ///   - context: The service's dependencies.
    ///   - source: The source's name, for errors.
    init(_ context: CredentialsContext, source: String) throws(CredentialsError) {
        let configuration = try context.configuration(for: source)
        do throws(RegionError) {
            region = try RegionSelection(
                region: context.region, environment: context.environment, configuration: configuration
            ).name
        } catch {
            throw CredentialsError(.invalid, source: source, reason: error.description)
        }
        endpoints = EndpointSettings(environment: context.environment, configuration: configuration)
        self.context = context
    }

    func assume(
        _ role: RoleRequest, with base: ResolvedCredentials, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials {
        let call = AssumeRole(
            roleARN: role.roleARN, sessionName: role.sessionName, externalID: role.externalID,
            durationSeconds: role.durationSeconds)
        return try await assume(with: StaticCredentialsProvider(base), source) { service throws(AWSError) in
            try await service.assume(call)
        }
    }

    func assume(
        _ role: RoleRequest, webIdentityToken token: String, source: String
    ) async throws(CredentialsError) -> ResolvedCredentials {
        let call = AssumeRoleWithWebIdentity(
            roleARN: role.roleARN, sessionName: role.sessionName, token: token, durationSeconds: role.durationSeconds)
        // The token replaces a signature, so no credentials are needed.
        return try await assume(with: CredentialsChain([]), source) { service throws(AWSError) in
            try await service.assume(call)
        }
    }

    private func assume(
        with credentials: any CredentialsProvider, _ source: String,
        _ call: (SecurityTokenService) async throws(AWSError) -> AssumedRole
    ) async throws(CredentialsError) -> ResolvedCredentials {
        var configuration = ClientConfiguration(
            credentials: credentials, transport: context.transports.general, endpoints: endpoints)
        configuration.timeouts = .init(connect: .seconds(5), total: .seconds(10))
        configuration.clock = context.clock
        configuration.now = context.now
        configuration.random = context.random
        do throws(AWSError) {
            let client = try configuration.client(for: .sts, region: region)
            let role = try await call(SecurityTokenService(client))
            // arn:partition:sts::account:assumed-role/role/session
            let parts = role.arn?.split(separator: ":", omittingEmptySubsequences: false) ?? []
            return ResolvedCredentials(
                credentials: role.credentials, expiration: role.expiration,
                accountID: parts.count > 4 ? String(parts[4]).nonEmpty : nil, source: source)
        } catch {
            throw CredentialsError(error, source: source)
        }
    }
}

extension CredentialsError {
    /// Creates an error for a failed call. It contains the service's message only for denied access: other messages may
    /// repeat parts of the request.
    fileprivate init(_ error: AWSError, source: String) {
        switch error.kind {
        case .cancelled: self = .cancelled(source)
        case .credentials(let inner): self = inner
        case .invalidRequest: self.init(.invalid, source: source, reason: error.message)
        case .transport(let inner):
            self.init(inner, source: source, from: "the Security Token Service")
        case .invalidResponse:
            self.init(.unavailable, source: source, reason: "the Security Token Service's response cannot be decoded")
        case .service:
            let isWord = error.code.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) } && !error.code.isEmpty
            let code = isWord ? error.code : "status \(error.status ?? 0)"
            let message = error.code == "AccessDenied" ? ": \(error.message)" : ""
            self.init(
                .unavailable, source: source, reason: "the Security Token Service responded with \(code)\(message)")
        }
    }
}
