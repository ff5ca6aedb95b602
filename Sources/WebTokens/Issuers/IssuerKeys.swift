import Models
import Synchronization

/// The keys of an issuer, fetched when ``KeySetState`` decides, once for all requests together.
package final class IssuerKeys: Sendable {
    /// The place of an issuer's keys.
    package enum Location: Sendable, Hashable {
        /// A key set.
        case keySet(url: String)
        /// The issuer's configuration, which names the key set (OpenID Connect Discovery, section 4).
        case discovery(issuer: String)
    }

    /// The state and the fetch that it knows of, which change together.
    private struct Shared: Sendable {
        var state = KeySetState()
        var fetch: Task<Void, Never>?
    }

    private let location: Location
    private let source: any KeyDocumentSource
    private let uptime: @Sendable () -> Duration
    private let onFailure: @Sendable (String) -> Void
    private let shared = Mutex(Shared())

    /// Creates the keys of an issuer, which have not been fetched yet.
    ///
    /// - Parameters:
    ///   - location: The place of the keys.
    ///   - source: Fetches documents.
    ///   - uptime: A monotonic clock.
    ///   - onFailure: Called with the reason of each failed fetch.
    package init(
        _ location: Location, from source: any KeyDocumentSource, uptime: @escaping @Sendable () -> Duration,
        onFailure: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.location = location
        self.source = source
        self.uptime = uptime
        self.onFailure = onFailure
    }

    /// Begins to fetch the keys, so that the first request need not wait for long.
    package func start() {
        shared.withLock { shared in
            if shared.state.start(at: uptime()) { shared.fetch = fetch() }
        }
    }

    /// Returns a key by its id, if it is known; `nil` if only ``key(_:)`` tells.
    package func knownKey(_ id: String) -> VerificationKey? {
        shared.withLock { shared in
            switch shared.state.decide(id, at: uptime(), mayWait: false) {
            case .use(let key): return key
            case .useAndFetch(let key):
                shared.fetch = fetch()
                return key
            case .join, .fetch, .unknown, .unavailable: return nil
            }
        }
    }

    /// Returns a key by its id; `nil` if the issuer does not publish it.
    ///
    /// - Throws: ``KeySetError`` if the keys are not known.
    package func key(_ id: String) async throws(KeySetError) -> VerificationKey? {
        var mayWait = true
        while true {
            let (decision, task) = shared.withLock { shared in
                let decision = shared.state.decide(id, at: uptime(), mayWait: mayWait)
                switch decision {
                case .fetch, .useAndFetch: shared.fetch = fetch()
                default: break
                }
                return (decision, shared.fetch)
            }
            switch decision {
            case .use(let key), .useAndFetch(let key): return key
            case .unknown: return nil
            case .unavailable: throw KeySetError("the keys of the token's issuer cannot be fetched")
            case .fetch, .join: await task?.value
            }
            mayWait = false
        }
    }

    /// Fetches the keys, in a task of its own that outlives the request that began it.
    private func fetch() -> Task<Void, Never> {
        Task { [self] in
            do throws(KeySetError) {
                let keys = try await read()
                shared.withLock { $0.state.fetched(keys) }
            } catch {
                shared.withLock { $0.state.failed() }
                onFailure(error.description)
            }
        }
    }

    private func read() async throws(KeySetError) -> KeySet {
        switch location {
        case .keySet(let url): return try KeySet(document: await document(url))
        case .discovery(let issuer):
            let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
            let bytes = try await document(base + "/.well-known/openid-configuration")
            guard let configuration = try? JSONValue(parsing: bytes, maximumDepth: 16),
                case .string(let named)? = configuration["issuer"], case .string(let url)? = configuration["jwks_uri"]
            else { throw KeySetError("the issuer's configuration is not a JSON object with issuer and jwks_uri") }
            // Byte by byte: "String" would compare by canonical equivalence.
            guard named.utf8.elementsEqual(issuer.utf8) else {
                throw KeySetError("the issuer's configuration names another issuer")
            }
            guard ProviderURL.isAcceptable(url), url.hasPrefix("https://") || issuer.hasPrefix("http://") else {
                throw KeySetError("the URL of the issuer's keys is not https")
            }
            return try KeySet(document: await document(url))
        }
    }

    private func document(_ url: String) async throws(KeySetError) -> [UInt8] {
        do throws(KeyDocumentError) {
            return try await source.document(at: url, limit: KeySet.maximumBytes)
        } catch {
            throw KeySetError(error.description)
        }
    }
}
