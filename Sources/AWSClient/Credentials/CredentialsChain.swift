internal import Synchronization

/// Asks several sources in order and takes the first that is set up.
///
/// Once one has answered, it is asked first from then on: a refresh must not quietly continue as somebody else. Only if
/// it says that it is not set up any more does the search begin anew.
public final class CredentialsChain: CredentialsProvider {
    private let sources: [any CredentialsProvider]
    private let answering = Mutex<Int?>(nil)

    /// Creates a chain.
    /// - Parameter sources: Whom to ask, in this order.
    public init(_ sources: [any CredentialsProvider]) {
        self.sources = sources
    }

    /// The credentials of the first source that is set up.
    /// - Throws: ``CredentialsError``: of that source if it fails; otherwise one that says what each of them lacks.
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
        // A source that failed is the news; those that are not set up explain why it was asked.
        if let last = lacking.last, last.kind == .unavailable {
            let others = lacking.dropLast().map(\.description).joined(separator: "; ")
            let before = others.isEmpty ? "" : " (asked before: \(others))"
            throw CredentialsError(.unavailable, source: last.source, reason: last.reason + before)
        }
        throw CredentialsError(
            .notConfigured, source: "credentials",
            reason: "no source is set up: \(lacking.map(\.description).joined(separator: "; ")); "
                + "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    }
}
