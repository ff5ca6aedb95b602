package import AnalyticsAPI
import Logging
import SecretsClient
import ServerContract
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Identifies the administrator by the key in a secret.
///
/// - The secret's previous version stays valid for ``overlap`` after a rotation, so that clients have time to change the key.
/// - A key that is neither may be newer than the cache. Then the secret is read again, at most once a second for all such
///   requests together. So a rotated key works at its first use.
/// - Keys are compared as digests, to the end.
package final class AdminKeyAuthenticator: Authenticator {
    /// The time after a rotation for which the previous key is still valid, in seconds.
    static let overlap: Double = 24 * 3600

    /// The keys that this process has seen.
    private struct Seen {
        var version: String
        var token: BearerToken
        /// The time at which this process saw the version first.
        var since: Date
        /// The key that the present one has replaced, and the end of its validity.
        var former: (token: BearerToken, until: Date)?
    }

    private let reader: Reader
    private let refresh: SharedRefresh<Result<[BearerToken], AuthenticatorError>>

    /// Creates an authenticator.
    ///
    /// - Parameters:
    ///   - source: The secret.
    ///   - logger: Receives the reason if the secret cannot be read, without its name, which may be the key by mistake.
    ///   - interval: The minimum time between two readings for keys that did not match.
    ///   - now: The time of day.
    init(
        _ source: SecretSource, logger: Logger, interval: Duration = .seconds(1),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let reader = Reader(source, logger, now)
        self.reader = reader
        refresh = SharedRefresh(interval: interval) {
            do throws(AuthenticatorError) {
                let secret = try await reader.current(refreshed: true)
                return .success([secret.token] + (await reader.former(of: secret, refreshed: true)))
            } catch {
                return .failure(error)
            }
        }
    }

    package func identity(bearer token: BearerToken) async throws(AuthenticatorError) -> Identity? {
        if let secret = try? await reader.current(refreshed: false) {
            if token.matches(secret.token) { return .administrator }
            let former = await reader.former(of: secret, refreshed: false)
            if former.contains(where: { token.matches($0) }) { return .administrator }
        }
        return try await refresh().get().contains { token.matches($0) } ? .administrator : nil
    }

    package func checkHealth() async throws(AuthenticatorError) {
        do throws(AuthenticatorError) {
            _ = try await reader.current(refreshed: false)
        } catch {
            // The cached value or failure may be out of date.
            _ = try await refresh().get()
        }
    }

    /// Reads the secret's versions.
    private final class Reader: Sendable {
        private let source: SecretSource
        private let now: @Sendable () -> Date
        private let failures: ReasonLog
        private let seen = Mutex<Seen?>(nil)

        init(_ source: SecretSource, _ logger: Logger, _ now: @escaping @Sendable () -> Date) {
            self.source = source
            self.now = now
            failures = ReasonLog(logger, "the administrator's key cannot be read")
        }

        /// Returns the current version.
        func current(refreshed: Bool) async throws(AuthenticatorError) -> ResolvedSecret {
            do throws(SecretError) {
                let secret = try await read(source.reference, refreshed)
                note(secret)
                failures.clear()
                return secret
            } catch {
                if error.kind != .cancelled { failures.write(error.reason) }
                throw AuthenticatorError(
                    "the administrator's key cannot be read (\(error.kind.rawValue)); the server's log has the reason")
            }
        }

        /// Returns the key that is valid besides the current one, if there is one.
        func former(of current: ResolvedSecret, refreshed: Bool) async -> [BearerToken] {
            let now = now()
            // A source that keeps no versions, such as a file: this process remembers the key that it replaced.
            guard source.keepsVersions else {
                guard let former = seen.withLock({ $0?.former }), now < former.until else { return [] }
                return [former.token]
            }
            let rotation = current.version.created ?? seen.withLock { $0?.since } ?? now
            guard now < rotation + AdminKeyAuthenticator.overlap else { return [] }
            let previous = SecretReference(source.reference.id, .stage(.previous))
            guard let secret = try? await read(previous, refreshed) else { return [] }
            return [secret.token]
        }

        private func read(_ reference: SecretReference, _ refreshed: Bool) async throws(SecretError) -> ResolvedSecret {
            let secret =
                refreshed
                ? try await source.secrets.refreshedSecret(for: reference)
                : try await source.secrets.secret(for: reference)
            guard secret.value.withValue({ AdminKey.isValid($0) }) else {
                throw SecretError(
                    .malformed, id: "",
                    reason: "the secret is not a key; expected \(AdminKey.expected), as plain text and not as JSON")
            }
            return secret
        }

        private func note(_ secret: ResolvedSecret) {
            let now = now()
            seen.withLock { seen in
                guard seen?.version != secret.version.id else { return }
                let former = seen.map { (token: $0.token, until: now + AdminKeyAuthenticator.overlap) }
                seen = Seen(version: secret.version.id, token: secret.token, since: now, former: former)
            }
        }
    }
}

extension ResolvedSecret {
    /// The value as a token.
    fileprivate var token: BearerToken { value.withValue { BearerToken(secret: $0) } }
}
