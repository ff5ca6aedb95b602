internal import Synchronization

/// A response's body, in pieces as they arrive. It can be read once.
///
/// The transport buffers a few hundred kilobytes for the reader; beyond that it pauses the transfer.
public struct ResponseBody: AsyncSequence, Sendable {
    /// A piece of the body; never empty.
    public typealias Element = [UInt8]
    /// The error of reading.
    public typealias Failure = TransportError
    /// Returns the next piece, or `nil` at the end.
    public typealias Next = @Sendable () async throws(TransportError) -> [UInt8]?

    fileprivate let source: Source

    fileprivate final class Source: Sendable {
        let next: Next
        private let isClaimed = Atomic(false)

        init(_ next: @escaping Next) {
            self.next = next
        }

        func claim() -> Bool {
            isClaimed.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
        }
    }

    /// Creates a body from bytes in memory.
    /// - Parameter bytes: The whole body.
    public init(_ bytes: [UInt8]) {
        let rest = Mutex(bytes)
        let box = Box(rest)
        source = Source { () async throws(TransportError) -> [UInt8]? in
            box.mutex.withLock { bytes in
                defer { bytes = [] }
                return bytes.isEmpty ? nil : bytes
            }
        }
    }

    /// Creates a body from a closure that returns piece after piece.
    /// - Parameter next: Returns the next piece, or `nil` at the end. It is not called again after the end, nor while an
    ///   earlier call is running.
    public init(next: @escaping Next) {
        source = Source(next)
    }

    private final class Box: Sendable {
        let mutex: Mutex<[UInt8]>

        init(_ mutex: consuming Mutex<[UInt8]>) {
            self.mutex = mutex
        }
    }

    /// The iterator of a body.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let source: Source
        fileprivate let isFirst: Bool
        private var isFinished = false

        fileprivate init(source: Source) {
            self.source = source
            self.isFirst = source.claim()
        }

        /// The next piece, or `nil` at the end.
        public mutating func next() async throws(TransportError) -> [UInt8]? {
            try await next(isolation: nil)
        }

        /// The next piece, or `nil` at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(TransportError) -> [UInt8]? {
            guard isFirst else {
                throw TransportError(.bodyAlreadyRead, "the response's body was read before; it can be read once")
            }
            guard !isFinished else { return nil }
            do {
                if let piece = try await source.next() { return piece }
                isFinished = true
                return nil
            } catch {
                isFinished = true
                throw error
            }
        }
    }

    /// Creates the iterator. Only a body's first iterator returns pieces; the others throw.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: source)
    }

    /// Reads the whole body into memory.
    /// - Parameter limit: The maximum number of bytes.
    /// - Returns: The body.
    /// - Throws: ``TransportError`` if the body is longer than `limit`, was read before, or breaks off.
    public func collect(upTo limit: Int) async throws(TransportError) -> [UInt8] {
        var bytes: [UInt8] = []
        var iterator = makeAsyncIterator()
        while let piece = try await iterator.next() {
            guard bytes.count + piece.count <= limit else {
                throw TransportError(.bodyTooLarge, "the response's body exceeds the limit of \(limit) bytes")
            }
            bytes.append(contentsOf: piece)
        }
        return bytes
    }

    /// Reads and discards the body, so that its connection can be reused.
    /// - Parameter limit: The maximum number of bytes to read; a longer body closes its connection.
    public func discard(upTo limit: Int = 64 * 1024) async {
        var count = 0
        var iterator = makeAsyncIterator()
        while count <= limit, let piece = try? await iterator.next() { count += piece.count }
    }
}
