internal import HTTPTypes
internal import Synchronization

/// The state shared by libcurl's thread and the tasks that wait for an exchange.
///
/// The thread's methods return at once, the tasks' methods suspend. A returned value says which action the other side
/// requires.
final class CurlExchange: Sendable {
    /// The maximum of buffered response bytes; beyond it the transfer is paused.
    static let highWater = 256 * 1024

    /// A callback's answer to libcurl.
    enum Flow: Equatable {
        case proceed(Int)
        case pause
        case abort
    }

    private struct State {
        var head: Result<HTTPResponse, TransportError>?
        var headWaiter: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>?

        var pieces: [[UInt8]] = []
        var buffered = 0
        var isReceivePaused = false
        var reader: CheckedContinuation<Result<[UInt8]?, TransportError>, Never>?

        var outcome: Result<Void, TransportError>?
        var onCompletion: [@Sendable () -> Void] = []

        var upload: ArraySlice<UInt8> = []
        var isUploadFinished = false
        var isSendPaused = false
        var writer: CheckedContinuation<Bool, Never>?

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
        state.withLock { state in
            guard state.head == nil else { return }
            state.head = .success(head)
            state.headWaiter?.resume(returning: .success(head))
            state.headWaiter = nil
        }
    }

    /// Accepts all bytes of a piece of the response's body, or none and pauses.
    func received(_ bytes: UnsafeBufferPointer<UInt8>) -> Flow {
        state.withLock { state in
            guard state.outcome == nil else { return .abort }
            guard !bytes.isEmpty else { return .proceed(0) }
            if let reader = state.reader {
                state.reader = nil
                reader.resume(returning: .success(Array(bytes)))
                return .proceed(bytes.count)
            }
            guard state.buffered < Self.highWater else {
                state.isReceivePaused = true
                return .pause
            }
            state.pieces.append(Array(bytes))
            state.buffered += bytes.count
            return .proceed(bytes.count)
        }
    }

    /// Fills a buffer from the request's body. `.proceed(0)` means its end.
    func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Flow {
        state.withLock { state in
            guard state.outcome == nil, state.abortion == nil else { return .abort }
            guard !state.upload.isEmpty else {
                if state.isUploadFinished { return .proceed(0) }
                state.isSendPaused = true
                return .pause
            }
            let count = min(buffer.count, state.upload.count)
            _ = buffer.update(fromContentsOf: state.upload.prefix(count))
            state.upload.removeFirst(count)
            if state.upload.isEmpty {
                state.upload = []
                state.writer?.resume(returning: true)
                state.writer = nil
            }
            return .proceed(count)
        }
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
        let (isFirst, actions) = state.withLock { state -> (Bool, [@Sendable () -> Void]) in
            guard state.outcome == nil else { return (false, []) }
            state.outcome = outcome
            if case .failure(let error) = outcome {
                if state.head == nil { state.head = .failure(error) }
                state.headWaiter?.resume(returning: .failure(error))
                state.headWaiter = nil
            }
            state.reader?.resume(returning: outcome.map { nil })
            state.reader = nil
            state.writer?.resume(returning: false)
            state.writer = nil
            defer { state.onCompletion = [] }
            return (true, state.onCompletion)
        }
        for action in actions { action() }
        return isFirst
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
            state.withLock { state in
                if let head = state.head {
                    continuation.resume(returning: head)
                } else {
                    state.headWaiter = continuation
                }
            }
        }
    }

    /// The next piece of the response's body, or `nil` at its end.
    ///
    /// Bytes received before a failure are still delivered, as from a socket, but not after a cancellation.
    /// - Parameter resume: Called if the transfer is paused.
    func nextPiece(resume: () -> Void) async -> Result<[UInt8]?, TransportError> {
        await withCheckedContinuation { continuation in
            let mustResume = state.withLock { state -> Bool in
                if case .failure(let error) = state.outcome, error.kind == .cancelled {
                    continuation.resume(returning: .failure(error))
                    return false
                }
                guard state.pieces.isEmpty else {
                    // Deliver all pieces as one, which empties the buffer.
                    let piece = state.pieces.count == 1 ? state.pieces[0] : Array(state.pieces.joined())
                    continuation.resume(returning: .success(piece))
                    state.pieces = []
                    state.buffered = 0
                    defer { state.isReceivePaused = false }
                    return state.isReceivePaused && state.outcome == nil
                }
                if let outcome = state.outcome {
                    continuation.resume(returning: outcome.map { nil })
                } else {
                    state.reader = continuation
                }
                return false
            }
            if mustResume { resume() }
        }
    }

    /// Passes the next piece of the request's body to libcurl's thread and waits until it has been sent.
    /// - Parameter wake: Called if the thread waits for the piece.
    /// - Returns: `true` if the thread accepts further pieces.
    func offer(_ piece: [UInt8], wake: () -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let mustWake = state.withLock { state -> Bool in
                guard state.outcome == nil, state.abortion == nil else {
                    continuation.resume(returning: false)
                    return false
                }
                state.upload = piece[...]
                state.writer = continuation
                defer { state.isSendPaused = false }
                return state.isSendPaused
            }
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
