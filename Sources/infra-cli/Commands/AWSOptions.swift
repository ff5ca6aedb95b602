import ArgumentParser
import Deployment

/// The options of every command that calls AWS.
struct AWSOptions: ParsableArguments {
    @Option(help: "The profile of the shared configuration files; AWS_PROFILE by default.")
    var profile: String?

    @Option(help: "The region; that of AWS_REGION or the profile by default.")
    var region: String?

    @Option(name: .customLong("endpoint-url"), help: "The URL for all services instead of AWS's endpoints.")
    var endpointURL: String?

    func access() throws -> AWSAccess {
        try reporting { () throws(CommandError) in
            try AWSAccess(profile: profile, region: region, endpointURL: endpointURL)
        }
    }
}

/// Runs a part of a command. An error is written to standard error and ends the process with its code.
func reporting<Result>(_ body: () throws(CommandError) -> Result) throws -> Result {
    do {
        return try body()
    } catch {
        StandardError.write(error.description + "\n")
        throw ExitCode(error.exitCode)
    }
}

/// Runs an asynchronous part of a command. An error is written to standard error and ends the process with its code.
func reporting<Result>(_ body: () async throws(CommandError) -> Result) async throws -> Result {
    do {
        return try await body()
    } catch {
        StandardError.write(error.description + "\n")
        throw ExitCode(error.exitCode)
    }
}
