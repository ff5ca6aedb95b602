import NIOCore

/// The rows of a batch of Amazon Data Firehose, decoded while its body arrives.
struct FirehosePieces: BodyPieces {
    private var body: BodyStream
    private var records: FirehoseRecords

    /// Creates the pieces of a request's body.
    ///
    /// - Parameter requestID: The request's id in its header.
    init(_ body: BodyStream, requestID: String) {
        self.body = body
        records = FirehoseRecords(requestID: requestID)
    }

    mutating func next() async throws -> ByteBuffer? {
        while let chunk = try await body.next() {
            let rows = try records.consume(chunk.readableBytesView)
            if !rows.isEmpty { return ByteBuffer(bytes: rows) }
        }
        // Before the end of the rows, so that nothing of a batch in another form is written.
        try records.finish()
        return nil
    }
}
