import AWSSecretsManager
import ArgumentParser
import Deployment
import SecretsClient

extension AWSOptions {
    /// The secrets of the account and region; an ARN determines its own region.
    func secretStore(for id: String = "") throws -> any SecretStore {
        let session = try session()
        do {
            return try AWSSecretProvider(session, region: region ?? SecretARN(id)?.region)
        } catch {
            throw error.reported()
        }
    }
}

/// Runs a part of a command. An error is written to standard error and ends the process with its code.
func reportingSecrets<Result>(_ body: () async throws(SecretError) -> Result) async throws -> Result {
    do {
        return try await body()
    } catch {
        throw error.reported()
    }
}

extension SecretError {
    /// Writes the error to standard error and returns the exit code.
    func reported() -> ExitCode {
        StandardError.write("error: \(self)\n")
        let code: CommandError.Code =
            switch kind {
            case .accessDenied, .unauthenticated: .notAllowed
            case .invalidRequest: .usage
            case .malformed, .notFound: .data
            case .unavailable: .noAnswer
            case .unusable, .conflict, .cancelled, .failed: .refused
            }
        return ExitCode(code.rawValue)
    }
}
