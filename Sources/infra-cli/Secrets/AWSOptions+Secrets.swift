import AWSSecretsManager
import ArgumentParser
import Diagnostics
import SecretsClient

extension AWSOptions {
    /// The secrets of the account and region; an ARN determines its own region.
    func secretStore(for id: String = "") throws(CommandError) -> any SecretStore {
        let session = try session()
        do {
            return try AWSSecretProvider(session, region: region ?? SecretARN(id)?.region)
        } catch {
            throw error.commandError
        }
    }
}

/// Runs a part of a command, and converts its error to the one that ends the command.
func convertingErrors<Result>(_ body: () async throws(SecretError) -> Result) async throws(CommandError) -> Result {
    do {
        return try await body()
    } catch {
        throw error.commandError
    }
}

extension SecretError {
    /// The error that ends a command.
    var commandError: CommandError {
        let code: CommandError.Code =
            switch kind {
            case .accessDenied, .unauthenticated: .notAllowed
            case .invalidRequest: .usage
            case .malformed, .notFound: .data
            case .unavailable: .unavailable
            case .unusable, .conflict, .cancelled, .failed: .failure
            }
        return CommandError(exitCode: code, description: "error: \(self)")
    }
}
