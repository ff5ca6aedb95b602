import Synchronization

/// The public keys of a region's load balancers, fetched when ``BalancerKeyState`` decides, once for all requests together.
package final class BalancerKeys: Sendable {
    /// The maximum length of a key's document, in bytes.
    private static let maximumBytes = 4096

    /// The state and the fetches that it knows of, which change together.
    private struct Shared: Sendable {
        var state = BalancerKeyState()
        var fetches: [String: Task<Void, Never>] = [:]
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
        var hasWaited = false
        while true {
            let (decision, task) = shared.withLock { shared in
                let decision = shared.state.decide(id, at: uptime(), hasWaited: hasWaited)
                switch decision {
                case .useAndFetch(let key): shared.fetches[key.id] = fetch(key.id)
                case .fetch(let wanted): shared.fetches[wanted] = fetch(wanted)
                default: break
                }
                return (decision, shared.fetches[id])
            }
            switch decision {
            case .use(let key), .useAndFetch(let key): return key
            case .unknown: return nil
            case .fetch(let wanted) where wanted != id: throw .notNow
            case .unavailable: throw .notNow
            case .fetch, .join: await task?.value
            }
            hasWaited = true
        }
    }

    /// Fetches a key, in a task of its own that outlives the request that began it.
    private func fetch(_ id: String) -> Task<Void, Never> {
        Task { [self] in
            do throws(KeyDocumentError) {
                let bytes = try await source.document(at: base + id, limit: Self.maximumBytes)
                finish(id, Result { () throws(KeySetError) in try VerificationKey(pem: bytes, id: id) })
            } catch {
                shared.withLock { shared in
                    shared.state.failed(id, isMissing: error.kind == .notFound, at: uptime())
                    shared.fetches[id] = nil
                }
                onFailure(error.description)
            }
        }
    }

    private func finish(_ id: String, _ result: Result<VerificationKey, KeySetError>) {
        shared.withLock { shared in
            switch result {
            case .success(let key): shared.state.fetched(key, at: uptime())
            case .failure: shared.state.failed(id, isMissing: false, at: uptime())
            }
            shared.fetches[id] = nil
        }
        if case .failure(let error) = result { onFailure(error.description) }
    }
}

extension KeySetError {
    /// A key that is not known, and not fetched at the moment.
    fileprivate static let notNow = KeySetError("the load balancer's key cannot be fetched")
}
