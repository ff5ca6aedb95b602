internal import Synchronization

/// A provider that tries several sources in order and uses the first configured one.
///
/// The chain then stays with that source, so that a refresh does not silently change the identity. It searches again
/// only if that source is no longer configured.
public final class CredentialsChain: CredentialsProvider {
    private let sources: [any CredentialsProvider]
    private let answering = Mutex<Int?>(nil)

    /// Creates a chain.
    /// - Parameter sources: The sources, in order.
    public init(_ sources: [any CredentialsProvider]) {
        self.sources = sources
    }

    /// Returns the credentials of the first configured source.
    /// - Throws: ``CredentialsError``: that of the source if it fails; otherwise one with the reason of each source.
    public func credentials() async throws(CredentialsError) -> ResolvedCredentials {
        if let index = answering.withLock({ $0 }) {
            do throws(CredentialsError) {
                return try await sources[index].credentials()
            } catch {
                guard error.kind == .notConfigured else { throw error }
            }
        }
        var lacking: [CredentialsError] = []
        for (index, source) in sources.enumerated() {
            do throws(CredentialsError) {
                let resolved = try await source.credentials()
                answering.withLock { $0 = index }
                return resolved
            } catch {
                if error.kind == .invalid || error.kind == .cancelled { throw error }
                lacking.append(error)
                if error.kind == .unavailable { break }
            }
        }
        answering.withLock { $0 = nil }
        // Report the source that failed first; the unconfigured ones explain why it was tried.
        if let last = lacking.last, last.kind == .unavailable {
            let others = lacking.dropLast().map(\.description).joined(separator: "; ")
            let before = others.isEmpty ? "" : " (tried before: \(others))"
            throw CredentialsError(.unavailable, source: last.source, reason: last.reason + before)
        }
        throw CredentialsError(
            .notConfigured, source: "credentials",
            reason: "no source is configured: \(lacking.map(\.description).joined(separator: "; ")); "
                + "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    }
}
