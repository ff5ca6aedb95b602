internal import CCurl
internal import Synchronization

/// The queue of messages from tasks to libcurl's thread.
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

    /// Enqueues a message and wakes the thread. After the thread has ended, messages are dropped and a request to start
    /// fails at once.
    func post(_ message: Message) {
        let isOpen = state.withLock { state -> Bool in
            guard let multi = state.multi else { return false }
            state.messages.append(message)
            // If older messages are in the queue, the thread has been woken already.
            if state.messages.count == 1 { _ = curl_multi_wakeup(multi.pointer) }
            return true
        }
        if !isOpen, case .start(_, let exchange) = message {
            exchange.completed(.failure(TransportError(.cancelled, "the transport has been shut down")))
        }
    }

    /// Removes and returns all messages.
    func take() -> [Message] {
        state.withLock { state in
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Closes the queue and returns the remaining messages. The multi handle may be destroyed afterwards.
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
/// Sendable because tasks use it only for `curl_multi_wakeup`, which libcurl allows from any thread, and only under the
/// mailbox's lock, which drops the handle before it is destroyed. All other uses are on libcurl's thread.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
