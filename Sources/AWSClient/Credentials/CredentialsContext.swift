#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Everything outside the process's memory that sources of credentials rely on, so that a test can stand in for it.
public struct CredentialsContext: Sendable {
    /// The environment variables.
    public var environment: AWSEnvironment
    /// The profile asked for, which puts credentials in the environment aside; `nil` to go by `AWS_PROFILE`.
    public var profile: String?
    /// The region asked for; `nil` to go by the environment and the profile.
    public var region: String?
    /// Reads files.
    public var files: FileReader
    /// The ways out.
    public var transports: CredentialsTransports
    /// Runs what `credential_process` names.
    public var programs: ProgramRunner
    /// The time.
    public var now: @Sendable () -> Date
    /// Waits between attempts.
    public var clock: any Clock<Duration>
    /// Gives a number from 0 to 1, which spreads waits.
    public var random: @Sendable () -> Double

    /// Creates a context; what has a default is the system's own.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - profile: The profile asked for; by default `AWS_PROFILE` says.
    ///   - region: The region asked for; by default the environment and the profile say.
    ///   - files: Reads files.
    ///   - transports: The ways out.
    ///   - programs: Runs programs.
    ///   - now: The time.
    ///   - clock: Waits between attempts.
    ///   - random: Gives a number from 0 to 1.
    public init(
        environment: AWSEnvironment, profile: String? = nil, region: String? = nil, files: FileReader = .live,
        transports: CredentialsTransports, programs: ProgramRunner = .live,
        now: @escaping @Sendable () -> Date = { Date() }, clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.environment = environment
        self.profile = profile
        self.region = region
        self.files = files
        self.transports = transports
        self.programs = programs
        self.now = now
        self.clock = clock
        self.random = random
    }

    /// Reads the shared configuration, anew each time: whoever edits it need not restart the program.
    func configuration(for source: String) throws(CredentialsError) -> SharedConfiguration {
        do throws(SharedConfigurationError) {
            return try SharedConfiguration.load(environment: environment, files: files, profile: profile)
        } catch {
            throw CredentialsError(.invalid, source: source, reason: error.description)
        }
    }
}
