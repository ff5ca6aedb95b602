import NIOCore

/// The pieces of a text with rows, wherever it comes from.
protocol BodyPieces {
    /// Returns the next piece, or `nil` at the end.
    mutating func next() async throws -> ByteBuffer?
}

extension BodyStream: BodyPieces {}
