public import AWSClient

/// How an operator's command reaches AWS: what the options say, and the environment and the files for the rest.
public struct AWSAccess: Sendable {
    let session: AWSSession

    /// Prepares calls; nothing is sent yet.
    /// - Parameters:
    ///   - profile: The profile, or nil to go by `AWS_PROFILE`.
    ///   - region: The region, or nil to go by the environment and the profile.
    ///   - endpointURL: Where to call every service instead, or nil.
    /// - Throws: ``CommandError``.
    public init(profile: String? = nil, region: String? = nil, endpointURL: String? = nil) throws(CommandError) {
        do {
            session = try AWSSession(
                profile: profile, region: region, endpointURL: endpointURL,
                userAgent: "weir-infra-cli/\(BuildVersion.current)")
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(error)")
        }
        // None at all is no mistake yet: a URL or an ARN may name one.
        if case .failure(let error) = session.region, case .malformed = error.problem {
            throw CommandError(exitCode: region == nil ? .data : .usage, description: "error: \(error)")
        }
    }

    /// A client of Secrets Manager.
    /// - Parameter region: The region, or nil for the one that is set.
    /// - Throws: ``CommandError`` if there is no region.
    public func secretsManager(region: String? = nil) throws(CommandError) -> ServiceClient {
        do {
            return try session.configuration.client(for: .secretsManager, region: region)
        } catch {
            throw CommandError(error)
        }
    }
}
