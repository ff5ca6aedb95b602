import Synchronization
package import WebTokens

/// The twin of the network for tests: documents by their URLs, with failures and delays on demand, and a record of the requests.
package final class InMemoryKeyDocuments: KeyDocumentSource {
    private struct State {
        var documents: [String: Result<[UInt8], KeyDocumentError>] = [:]
        var requests: [String] = []
        var gate: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    /// Creates a source without documents: each request fails with ``KeyDocumentError/Kind/notFound``.
    package init() {}

    /// The document at a URL, or the failure.
    package subscript(url: String) -> Result<[UInt8], KeyDocumentError>? {
        get { state.withLock { $0.documents[url] } }
        set { state.withLock { $0.documents[url] = newValue } }
    }

    /// The URLs of all requests so far.
    package var requests: [String] { state.withLock { $0.requests } }

    /// Makes each request wait for an operation.
    package func hold(_ gate: (@Sendable () async -> Void)?) { state.withLock { $0.gate = gate } }

    package func document(at url: String, limit: Int) async throws(KeyDocumentError) -> [UInt8] {
        let (found, gate) = state.withLock { state in
            state.requests.append(url)
            return (state.documents[url], state.gate)
        }
        await gate?()
        guard let found else { throw KeyDocumentError("no document", kind: .notFound) }
        let bytes = try found.get()
        guard bytes.count <= limit else { throw KeyDocumentError("the document is longer than \(limit) bytes") }
        return bytes
    }
}
