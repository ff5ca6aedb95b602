import Synchronization

/// The public keys of a region's load balancers, fetched when ``BalancerKeyState`` decides, once for all requests together.
package final class BalancerKeys: Sendable {
    /// The maximum length of a key's document, in bytes.
    private static let maximumBytes = 4096

    /// The state and the fetch that it knows of, which change together.
    private struct Shared: Sendable {
        var state = BalancerKeyState()
        var fetch: Task<Void, Never>?
    }

    private let base: String
    private let source: any KeyDocumentSource
    private let uptime: @Sendable () -> Duration
    private let onFailure: @Sendable (String) -> Void
    private let shared = Mutex(Shared())

    /// Creates the keys of a region.
    ///
    /// - Parameters:
    ///   - base: The URL to which a key's id is appended.
    ///   - source: Fetches documents.
    ///   - uptime: A monotonic clock.
    ///   - onFailure: Called with the reason of each failed fetch.
    package init(
        base: String, from source: any KeyDocumentSource, uptime: @escaping @Sendable () -> Duration,
        onFailure: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.base = base
        self.source = source
        self.uptime = uptime
        self.onFailure = onFailure
    }

    /// Returns the key of a token that ``BalancerPolicy/token(_:)`` has checked; `nil` if there is none with its id.
    ///
    /// - Throws: ``KeySetError`` if the key is not known.
    package func key(of token: CompactToken) async throws(KeySetError) -> VerificationKey? {
        let id = token.keyID
        guard BalancerPolicy.isKeyID(id) else { return nil }
        var waits = 0
        while true {
            // The fetch that the first wait joined may have been of another key.
            let (decision, task) = shared.withLock { shared in
                let decision = shared.state.decide(id, at: uptime(), hasWaited: waits > 1)
                if case .fetch = decision { shared.fetch = fetch(id) }
                return (decision, shared.fetch)
            }
            switch decision {
            case .use(let key): return key
            case .unknown: return nil
            case .unavailable: throw KeySetError("the load balancer's key cannot be fetched")
            case .fetch: waits = 2
            case .join: waits += 1
            }
            await task?.value
        }
    }

    /// Fetches a key, in a task of its own that outlives the request that began it.
    private func fetch(_ id: String) -> Task<Void, Never> {
        Task { [self] in
            do throws(KeyDocumentError) {
                let bytes = try await source.document(at: base + id, limit: Self.maximumBytes)
                finish(id, Result { () throws(KeySetError) in try VerificationKey(pem: bytes, id: id) })
            } catch {
                shared.withLock { $0.state.failed(missing: error.kind == .notFound ? id : nil) }
                onFailure(error.description)
            }
        }
    }

    private func finish(_ id: String, _ result: Result<VerificationKey, KeySetError>) {
        switch result {
        case .success(let key): shared.withLock { $0.state.fetched(key, at: uptime()) }
        case .failure(let error):
            shared.withLock { $0.state.failed(missing: nil) }
            onFailure(error.description)
        }
    }
}
