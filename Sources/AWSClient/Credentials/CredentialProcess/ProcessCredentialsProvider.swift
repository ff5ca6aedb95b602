#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A provider of credentials that a profile's `credential_process` prints.
///
/// Source: "Process credential provider", AWS SDKs and Tools Reference Guide. ``CommandWords`` splits the command line.
struct ProcessCredentialsProvider: CredentialsProvider {
    /// The time-out, long enough for a program that asks a person for a code.
    private static let timeout = Duration.seconds(60)
    private static let limit = 64 * 1024

    let commandLine: String
    let source: String
    let context: CredentialsContext

    func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        let words: [String]
        do throws(CommandWords.SyntaxError) {
            words = try CommandWords(commandLine).words
        } catch {
            throw CredentialsError(.invalid, source: source, reason: "the command line: \(error)")
        }
        let bytes: [UInt8]
        do throws(ProcessRunner.RunError) {
            bytes = try await context.programs(
                ProcessRunner.Request(
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
                    "the program's output has \(document.version.map { "Version \($0)" } ?? "no Version"); expected 1")
        }
        return try document.resolved(source: source, expires: false)
    }
}
