#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Credentials that a program prints, as a profile's `credential_process` says.
///
/// "Process credential provider", AWS SDKs and Tools Reference Guide. How its line is split says ``CommandWords``.
struct ProgramCredentialsProvider: CredentialsProvider {
    /// Enough for one that asks a person for a code.
    private static let timeout = Duration.seconds(60)
    private static let limit = 64 * 1024

    let commandLine: String
    let source: String
    let context: CredentialsContext

    func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let words: [String]
        do throws(CommandWords.Problem) {
            words = try CommandWords(commandLine).words
        } catch {
            throw CredentialsError(.invalid, source: source, reason: "the command line: \(error)")
        }
        let bytes: [UInt8]
        do throws(ProgramRunner.Failure) {
            bytes = try await context.programs(
                ProgramRunner.Request(
                    words: words, environment: context.environment, timeout: Self.timeout, limit: Self.limit))
        } catch {
            if error == .cancelled { throw .cancelled(source) }
            throw CredentialsError(.unavailable, source: source, reason: error.description)
        }
        let document = try CredentialsDocument.read(bytes, source: source)
        guard document.version == 1 else {
            throw CredentialsError(
                .invalid, source: source,
                reason:
                    "the program's answer has \(document.version.map { "Version \($0)" } ?? "no Version"); expected 1")
        }
        return try document.resolved(source: source, expires: false)
    }
}
