internal import HTTPTypes
internal import Synchronization

/// What passes between the thread that runs libcurl and the tasks that wait for it.
///
/// Each side only calls methods that return at once (the thread's) or suspend (the tasks'); what one side has to do
/// because of the other is in the returned values.
final class CurlExchange: Sendable {
    /// How much of a response waits for its reader before the server is made to wait.
    static let highWater = 256 * 1024

    /// What a callback of libcurl's is to do with bytes.
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

        /// Why a callback stopped the transfer; libcurl itself only knows that one did.
        var abortion: TransportError?
    }

    /// The length of the request's body, if it was declared.
    let declaredUpload: Int?
    private let state = Mutex(State())

    init(declaredUpload: Int?) {
        self.declaredUpload = declaredUpload
    }

    // MARK: - The thread's side

    /// Whether the exchange is over already, so that its start is not worth while.
    var isCompleted: Bool { state.withLock { $0.outcome != nil } }

    func received(_ head: HTTPResponse) {
        state.withLock { state in
            guard state.head == nil else { return }
            state.head = .success(head)
            state.headWaiter?.resume(returning: .success(head))
            state.headWaiter = nil
        }
    }

    /// Takes bytes of the response's body; all of them, or none for now.
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

    /// Fills a buffer from the request's body. `.proceed(0)` is its end.
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

    /// Notes why a callback is about to stop the transfer. The first reason stays.
    func abort(_ error: TransportError) {
        state.withLock { $0.abortion = $0.abortion ?? error }
    }

    var abortion: TransportError? { state.withLock { $0.abortion } }

    /// Ends the exchange, from either side. Only the first end counts.
    /// - Returns: Whether this was the first.
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

    // MARK: - The tasks' side

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
    /// What has arrived is delivered even if the exchange has failed since, as a reader of a socket would see it, but
    /// not after a cancellation.
    /// - Parameter resume: Called if the thread has paused the transfer until now.
    func nextPiece(resume: () -> Void) async -> Result<[UInt8]?, TransportError> {
        await withCheckedContinuation { continuation in
            let mustResume = state.withLock { state -> Bool in
                if case .failure(let error) = state.outcome, error.kind == .cancelled {
                    continuation.resume(returning: .failure(error))
                    return false
                }
                guard state.pieces.isEmpty else {
                    // All at once: one piece for the reader, and room for the server.
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

    /// Hands over the next piece of the request's body and waits until it has been taken.
    /// - Parameter wake: Called if the thread waits for the piece.
    /// - Returns: Whether more is wanted.
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
    /// - Parameter failure: What its sequence failed with, if it did.
    /// - Returns: Whether the thread waits for it.
    func finishUpload(_ failure: (any Error)?) -> Bool {
        state.withLock { state in
            guard state.outcome == nil else { return false }
            state.isUploadFinished = true
            if let failure { state.abortion = state.abortion ?? error(for: failure) }
            defer { state.isSendPaused = false }
            return state.isSendPaused
        }
    }

    /// The request's body is shorter than it was to be, or longer.
    struct WrongLength: Error {
        let got: Int
    }

    private func error(for failure: any Error) -> TransportError {
        guard let wrong = failure as? WrongLength, let declaredUpload else {
            return TransportError(.requestBody, "the request's body failed while it was sent", underlying: failure)
        }
        let got = wrong.got > declaredUpload ? "at least \(wrong.got)" : "\(wrong.got)"
        return TransportError(.requestBody, "the request's body was to have \(declaredUpload) bytes but has \(got)")
    }
}
