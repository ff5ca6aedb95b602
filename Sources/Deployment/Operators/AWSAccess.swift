package import AWSClient

/// Access to AWS for operators' commands, configured by options, the environment and the shared configuration files.
package struct AWSAccess: Sendable {
    let session: AWSSession

    /// Creates the access without sending a request.
    /// - Parameters:
    ///   - profile: The profile, or nil for that of `AWS_PROFILE`.
    ///   - region: The region, or nil for that of the environment or the profile.
    ///   - endpointURL: The URL for all services, or nil for the configured endpoints.
    /// - Throws: ``CommandError``.
    package init(profile: String? = nil, region: String? = nil, endpointURL: String? = nil) throws(CommandError) {
        do {
            session = try AWSSession(
                profile: profile, region: region, endpointURL: endpointURL,
                userAgent: "weir-infra-cli/\(BuildVersion.current)")
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(error)")
        }
        // A missing region is not an error yet: a URL or an ARN may contain one.
        if case .failure(let error) = session.region, case .malformed = error.problem {
            throw CommandError(exitCode: region == nil ? .data : .usage, description: "error: \(error)")
        }
    }

    /// Creates a client of Secrets Manager.
    /// - Parameter region: The region, or nil for the configured one.
    /// - Throws: ``CommandError`` if no region is set.
    package func secretsManager(region: String? = nil) throws(CommandError) -> ServiceClient {
        do {
            return try session.configuration.client(for: .secretsManager, region: region)
        } catch {
            throw CommandError(error)
        }
    }
}
