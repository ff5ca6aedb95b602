/// What a request carries.
public struct RequestBody: Sendable {
    /// Pieces of a body, one after the other.
    public typealias Pieces = any AsyncSequence<[UInt8], any Error> & Sendable

    package enum Storage: Sendable {
        case bytes([UInt8])
        case stream(length: Int?, isReplayable: Bool, make: @Sendable () -> Pieces)
    }

    package let storage: Storage

    /// No body.
    public static let empty = RequestBody(storage: .bytes([]))

    /// A body that is in memory.
    /// - Parameter bytes: The bytes to send.
    public static func bytes(_ bytes: [UInt8]) -> RequestBody {
        RequestBody(storage: .bytes(bytes))
    }

    /// A body that is made while it is sent. The next piece is asked for when the one before has been taken, so
    /// a slow receiver slows the maker down.
    /// - Parameters:
    ///   - length: The number of bytes, if it is known; otherwise the body is sent in chunks. A sequence of another
    ///     length fails the exchange.
    ///   - isReplayable: Whether `make` can be called again for the same bytes. Only such a body can be retried.
    ///   - make: Begins the body.
    public static func stream(
        length: Int?, isReplayable: Bool = false, _ make: @escaping @Sendable () -> Pieces
    ) -> RequestBody {
        RequestBody(storage: .stream(length: length, isReplayable: isReplayable, make: make))
    }

    /// The number of bytes, or `nil` if it is not known beforehand.
    public var length: Int? {
        switch storage {
        case .bytes(let bytes): bytes.count
        case .stream(let length, _, _): length
        }
    }

    /// Whether the body can be sent more than once.
    public var isReplayable: Bool {
        switch storage {
        case .bytes: true
        case .stream(_, let isReplayable, _): isReplayable
        }
    }
}
