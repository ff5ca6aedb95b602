/// A request's body.
public struct RequestBody: Sendable {
    /// A sequence of a body's pieces.
    public typealias Pieces = any AsyncSequence<[UInt8], any Error> & Sendable

    package enum Storage: Sendable {
        case bytes([UInt8])
        case stream(length: Int?, isReplayable: Bool, make: @Sendable () -> Pieces)
    }

    package let storage: Storage

    /// No body.
    public static let empty = RequestBody(storage: .bytes([]))

    /// A body in memory.
    /// - Parameter bytes: The bytes to send.
    public static func bytes(_ bytes: [UInt8]) -> RequestBody {
        RequestBody(storage: .bytes(bytes))
    }

    /// A body that is produced while it is sent. The next piece is requested once the previous one has been sent, so a
    /// slow receiver slows the producer down.
    /// - Parameters:
    ///   - length: The number of bytes, or `nil` to send the body in chunks. A sequence of another length fails the
    ///     exchange.
    ///   - isReplayable: `true` if `make` returns the same bytes when called again. Only such a body can be retried.
    ///   - make: Creates the sequence.
    public static func stream(
        length: Int?, isReplayable: Bool = false, _ make: @escaping @Sendable () -> Pieces
    ) -> RequestBody {
        RequestBody(storage: .stream(length: length, isReplayable: isReplayable, make: make))
    }

    /// The number of bytes, or `nil` if it is not known in advance.
    public var length: Int? {
        switch storage {
        case .bytes(let bytes): bytes.count
        case .stream(let length, _, _): length
        }
    }

    /// `true` if the body can be sent more than once.
    public var isReplayable: Bool {
        switch storage {
        case .bytes: true
        case .stream(_, let isReplayable, _): isReplayable
        }
    }
}
