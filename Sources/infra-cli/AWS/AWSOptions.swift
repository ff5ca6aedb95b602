import AWSClient
import ArgumentParser
import Deployment
import Diagnostics

/// The options of every command that calls AWS.
struct AWSOptions: ParsableArguments {
    @Option(help: "The profile of the shared configuration files; AWS_PROFILE by default.")
    var profile: String?

    @Option(help: "The region; that of AWS_REGION or the profile by default.")
    var region: String?

    @Option(name: .customLong("endpoint-url"), help: "The URL for all services instead of AWS's endpoints.")
    var endpointURL: String?

    /// Creates the session without sending a request.
    ///
    /// A malformed region is an error. A missing one is not an error yet, because a URL or an ARN may contain a region.
    func session() throws(CommandError) -> AWSSession {
        let session: AWSSession
        do {
            session = try AWSSession(
                profile: profile, region: region, endpointURL: endpointURL,
                userAgent: "weir-infra-cli/\(BuildVersion.current)")
        } catch {
            throw CommandError(exitCode: .data, description: "error: \(error)")
        }
        if case .failure(let error) = session.region, case .malformed = error.kind {
            throw CommandError(exitCode: region == nil ? .data : .usage, description: "error: \(error)")
        }
        return session
    }
}
