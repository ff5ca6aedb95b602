import SecretsClient
import Synchronization

/// A provider that blocks every call until its gate is opened.
final class GatedSecretProvider: SecretProvider {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let provider: any SecretProvider
    private let state = Mutex(State())

    init(_ provider: any SecretProvider) { self.provider = provider }

    /// Opens the gate for all blocked and later calls.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Closes the gate for later calls.
    func close() { state.withLock { $0.isOpen = false } }

    /// The number of blocked calls.
    var waiting: Int { state.withLock { $0.waiting.count } }

    func secret(for reference: SecretReference) async throws(SecretError) -> ResolvedSecret {
        await pass()
        return try await provider.secret(for: reference)
    }

    func version(for reference: SecretReference) async throws(SecretError) -> SecretVersion {
        await pass()
        return try await provider.version(for: reference)
    }

    private func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
