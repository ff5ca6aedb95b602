struct BrokenError: Error {}

/// A body of fixed pieces, with an optional error at its end.
struct PieceSequence: AsyncSequence, Sendable {
    typealias Failure = any Error

    let pieces: [[UInt8]]
    let failure: BrokenError?

    init(_ pieces: [[UInt8]], failure: BrokenError? = nil) {
        self.pieces = pieces
        self.failure = failure
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<[UInt8]>
        let failure: BrokenError?

        mutating func next() async throws -> [UInt8]? {
            await Task.yield()
            if let piece = rest.popFirst() { return piece }
            if let failure { throw failure }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: pieces[...], failure: failure) }
}

/// A body that returns one byte, signals the next read and waits until it is cancelled.
struct EndlessWait: AsyncSequence, Sendable {
    typealias Failure = any Error

    let signal: AsyncStream<Void>.Continuation

    struct AsyncIterator: AsyncIteratorProtocol {
        let signal: AsyncStream<Void>.Continuation
        var hasBegun = false

        mutating func next() async throws -> [UInt8]? {
            guard hasBegun else {
                hasBegun = true
                return [1]
            }
            signal.yield()
            try await Task.sleep(for: .seconds(3600))
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(signal: signal) }
}
