internal import CCurl
internal import Synchronization

/// What tasks ask of the thread that runs libcurl.
final class CurlMailbox: Sendable {
    enum Message: Sendable {
        case start(CurlRequest, CurlExchange)
        case resume(CurlExchange)
        case cancel(CurlExchange)
        case shutDown
    }

    private struct State {
        var messages: [Message] = []
        var multi: MultiHandle?
    }

    private let state: Mutex<State>

    init(waking multi: MultiHandle) {
        state = Mutex(State(multi: multi))
    }

    /// Leaves a message and wakes the thread. After the thread has ended nothing is left to do with messages, but a
    /// request must not wait for ever.
    func post(_ message: Message) {
        let isOpen = state.withLock { state -> Bool in
            guard let multi = state.multi else { return false }
            state.messages.append(message)
            // A thread that has not looked yet has been woken already.
            if state.messages.count == 1 { _ = curl_multi_wakeup(multi.pointer) }
            return true
        }
        if !isOpen, case .start(_, let exchange) = message {
            exchange.completed(.failure(TransportError(.cancelled, "the transport has been shut down")))
        }
    }

    func take() -> [Message] {
        state.withLock { state in
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Refuses messages from now on and gives back the last ones. The handle may be destroyed afterwards.
    func close() -> [Message] {
        state.withLock { state in
            defer {
                state.messages = []
                state.multi = nil
            }
            return state.messages
        }
    }
}

/// libcurl's multi handle.
///
/// Sendable because tasks use it for `curl_multi_wakeup` alone, the one function that libcurl allows from any thread,
/// and only under the mailbox's lock, which forgets the handle before it is destroyed. All else is the thread's.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
