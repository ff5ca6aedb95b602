#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The external dependencies of credentials sources, which tests replace.
package struct CredentialsContext: Sendable {
    /// The environment variables.
    package var environment: AWSEnvironment
    /// The explicit profile, with which credentials in the environment are skipped; `nil` for that of `AWS_PROFILE`.
    package var profile: String?
    /// The explicit region; `nil` for that of the environment or the profile.
    package var region: String?
    /// The reader of files.
    package var files: FileReader
    /// The transports of requests.
    package var transports: CredentialsTransports
    /// The runner of `credential_process` programs.
    package var programs: ProcessRunner
    /// Returns the current time.
    package var now: @Sendable () -> Date
    /// The clock for back-off.
    package var clock: any Clock<Duration>
    /// Returns a number from 0 to 1, the jitter of back-off.
    package var random: @Sendable () -> Double

    /// Creates a context; the defaults use the system.
    /// - Parameters:
    ///   - environment: The environment variables.
    ///   - profile: The profile; that of `AWS_PROFILE` by default.
    ///   - region: The region; that of the environment or the profile by default.
    ///   - files: The reader of files.
    ///   - transports: The transports of requests.
    ///   - programs: The runner of programs.
    ///   - now: Returns the current time.
    ///   - clock: The clock for back-off.
    ///   - random: Returns a number from 0 to 1.
    package init(
        environment: AWSEnvironment, profile: String? = nil, region: String? = nil, files: FileReader = .live,
        transports: CredentialsTransports, programs: ProcessRunner = .live,
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

    /// Loads the shared configuration, every time, so that edits take effect without a restart.
    func configuration(for source: String) throws(CredentialsError) -> SharedConfiguration {
        do throws(SharedConfigurationError) {
            return try SharedConfiguration.load(environment: environment, files: files, profile: profile)
        } catch {
            throw CredentialsError(.invalid, source: source, reason: error.description)
        }
    }
}
