struct Broken: Error {}

/// Pieces of a body that are at hand, and an error to end with.
struct PieceSequence: AsyncSequence, Sendable {
    typealias Failure = any Error

    let pieces: [[UInt8]]
    let failure: Broken?

    init(_ pieces: [[UInt8]], failure: Broken? = nil) {
        self.pieces = pieces
        self.failure = failure
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<[UInt8]>
        let failure: Broken?

        mutating func next() async throws -> [UInt8]? {
            await Task.yield()
            if let piece = rest.popFirst() { return piece }
            if let failure { throw failure }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: pieces[...], failure: failure) }
}

/// A body that gives one byte, says that it has begun, and then waits until it is cancelled.
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
