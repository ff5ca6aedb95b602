internal import HTTPTypes
internal import Synchronization

/// The state shared by libcurl's thread and the tasks that wait for an exchange.
///
/// The thread's methods return at once, the tasks' methods suspend. A returned value says which action the other side
/// requires.
///
/// Continuations are resumed after the state has been released. While a task is cancelled, the Swift runtime holds a lock of that
/// task and its cancellation handler waits for the state; resuming the task takes the same lock.
final class CurlExchange: Sendable {
    /// The maximum of buffered response bytes; beyond it the transfer is paused.
    static let highWater = 256 * 1024

    /// A callback's answer to libcurl.
    enum Flow: Equatable {
        case proceed(Int)
        case pause
        case abort
    }

    private typealias HeadWaiter = CheckedContinuation<Result<HTTPResponse, TransportError>, Never>
    private typealias Reader = CheckedContinuation<Result<[UInt8]?, TransportError>, Never>
    private typealias Writer = CheckedContinuation<Bool, Never>

    private struct State {
        var head: Result<HTTPResponse, TransportError>?
        var headWaiter: HeadWaiter?

        var pieces: [[UInt8]] = []
        var buffered = 0
        var isReceivePaused = false
        var reader: Reader?

        var outcome: Result<Void, TransportError>?
        var onCompletion: [@Sendable () -> Void] = []

        var upload: ArraySlice<UInt8> = []
        var isUploadFinished = false
        var isSendPaused = false
        var writer: Writer?

        /// The error with which a callback stopped the transfer; libcurl's result code does not tell it.
        var abortion: TransportError?
    }

    /// The length of the request's body, if it was declared.
    let declaredUpload: Int?
    private let state = Mutex(State())

    init(declaredUpload: Int?) {
        self.declaredUpload = declaredUpload
    }

    // MARK: - libcurl's thread

    /// `true` if the exchange has ended and need not be started.
    var isCompleted: Bool { state.withLock { $0.outcome != nil } }

    func received(_ head: HTTPResponse) {
        let waiter = state.withLock { state -> HeadWaiter? in
            guard state.head == nil else { return nil }
            state.head = .success(head)
            return state.headWaiter.take()
        }
        waiter?.resume(returning: .success(head))
    }

    /// Accepts all bytes of a piece of the response's body, or none and pauses.
    func received(_ bytes: UnsafeBufferPointer<UInt8>) -> Flow {
        let (flow, reader) = state.withLock { state -> (Flow, Reader?) in
            guard state.outcome == nil else { return (.abort, nil) }
            guard !bytes.isEmpty else { return (.proceed(0), nil) }
            if let reader = state.reader.take() { return (.proceed(bytes.count), reader) }
            guard state.buffered < Self.highWater else {
                state.isReceivePaused = true
                return (.pause, nil)
            }
            state.pieces.append(Array(bytes))
            state.buffered += bytes.count
            return (.proceed(bytes.count), nil)
        }
        reader?.resume(returning: .success(Array(bytes)))
        return flow
    }

    /// Fills a buffer from the request's body. `.proceed(0)` means its end.
    func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Flow {
        let (flow, writer) = state.withLock { state -> (Flow, Writer?) in
            guard state.outcome == nil, state.abortion == nil else { return (.abort, nil) }
            guard !state.upload.isEmpty else {
                if state.isUploadFinished { return (.proceed(0), nil) }
                state.isSendPaused = true
                return (.pause, nil)
            }
            let count = min(buffer.count, state.upload.count)
            _ = buffer.update(fromContentsOf: state.upload.prefix(count))
            state.upload.removeFirst(count)
            guard state.upload.isEmpty else { return (.proceed(count), nil) }
            state.upload = []
            return (.proceed(count), state.writer.take())
        }
        writer?.resume(returning: true)
        return flow
    }

    /// Records the error with which a callback stops the transfer. The first error stays.
    func abort(_ error: TransportError) {
        state.withLock { $0.abortion = $0.abortion ?? error }
    }

    var abortion: TransportError? { state.withLock { $0.abortion } }

    /// Ends the exchange, from either side. Only the first call has an effect.
    /// - Returns: `true` for the first call.
    @discardableResult
    func completed(_ outcome: Result<Void, TransportError>) -> Bool {
        let before = state.withLock { state -> State? in
            guard state.outcome == nil else { return nil }
            let before = state
            state.outcome = outcome
            if case .failure(let error) = outcome {
                if state.head == nil { state.head = .failure(error) }
                state.headWaiter = nil
            }
            (state.reader, state.writer, state.onCompletion) = (nil, nil, [])
            return before
        }
        guard let before else { return false }
        if case .failure(let error) = outcome { before.headWaiter?.resume(returning: .failure(error)) }
        before.reader?.resume(returning: outcome.map { nil })
        before.writer?.resume(returning: false)
        for action in before.onCompletion { action() }
        return true
    }

    // MARK: - Tasks

    func whenCompleted(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            if state.outcome == nil { state.onCompletion.append(action) }
            return state.outcome != nil
        }
        if isLate { action() }
    }

    func head() async -> Result<HTTPResponse, TransportError> {
        await withCheckedContinuation { continuation in
            let head = state.withLock { state in
                if state.head == nil { state.headWaiter = continuation }
                return state.head
            }
            if let head { continuation.resume(returning: head) }
        }
    }

    /// The next piece of the response's body, or `nil` at its end.
    ///
    /// Bytes received before a failure are still delivered, as from a socket, but not after a cancellation.
    /// - Parameter resume: Called if the transfer is paused.
    func nextPiece(resume: () -> Void) async -> Result<[UInt8]?, TransportError> {
        await withCheckedContinuation { continuation in
            let (result, mustResume) = state.withLock { state -> (Result<[UInt8]?, TransportError>?, Bool) in
                if case .failure(let error) = state.outcome, error.kind == .cancelled {
                    return (.failure(error), false)
                }
                guard state.pieces.isEmpty else {
                    // Deliver all pieces as one, which empties the buffer.
                    let piece = state.pieces.count == 1 ? state.pieces[0] : Array(state.pieces.joined())
                    state.pieces = []
                    state.buffered = 0
                    defer { state.isReceivePaused = false }
                    return (.success(piece), state.isReceivePaused && state.outcome == nil)
                }
                if state.outcome == nil { state.reader = continuation }
                return (state.outcome?.map { nil }, false)
            }
            if let result { continuation.resume(returning: result) }
            if mustResume { resume() }
        }
    }

    /// Passes the next piece of the request's body to libcurl's thread and waits until it has been sent.
    /// - Parameter wake: Called if the thread waits for the piece.
    /// - Returns: `true` if the thread accepts further pieces.
    func offer(_ piece: [UInt8], wake: () -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let (isAccepted, mustWake) = state.withLock { state -> (Bool, Bool) in
                guard state.outcome == nil, state.abortion == nil else { return (false, false) }
                state.upload = piece[...]
                state.writer = continuation
                defer { state.isSendPaused = false }
                return (true, state.isSendPaused)
            }
            if !isAccepted { continuation.resume(returning: false) }
            if mustWake { wake() }
        }
    }

    /// Ends the request's body.
    /// - Parameter failure: The error of the body's sequence, if it failed.
    /// - Returns: `true` if the thread waits for the end.
    func finishUpload(_ failure: (any Error)?) -> Bool {
        state.withLock { state in
            guard state.outcome == nil else { return false }
            state.isUploadFinished = true
            if let failure { state.abortion = state.abortion ?? error(for: failure) }
            defer { state.isSendPaused = false }
            return state.isSendPaused
        }
    }

    /// An error for a request body whose length differs from the declared length.
    struct BodyLengthError: Error {
        let got: Int
    }

    private func error(for failure: any Error) -> TransportError {
        guard let wrong = failure as? BodyLengthError, let declaredUpload else {
            return TransportError(.requestBody, "the request's body failed while it was sent", underlying: failure)
        }
        let got = wrong.got > declaredUpload ? "at least \(wrong.got)" : "\(wrong.got)"
        return TransportError(.requestBody, "the request's body was declared as \(declaredUpload) bytes but has \(got)")
    }
}
