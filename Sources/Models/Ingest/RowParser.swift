/// Makes rows of a dataset from a body that arrives in pieces.
///
/// Where the pieces are cut makes no difference, be it inside a character, a line end or an escape. Bad rows are left out and
/// counted, and reading goes on; whether that is good enough is the caller's decision. Memory is bounded by one piece, the rows
/// not yet taken and one row.
public protocol RowParser: Sendable {
    /// Reads the next piece of the body.
    ///
    /// - Throws: What is wrong with the body where nothing after it can be read. Rows read before can still be taken; the parser
    ///   throws the same again from then on.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError)

    /// Says that the body has ended.
    ///
    /// - Throws: As ``consume(_:)``, also when the body ends too early.
    mutating func finish() throws(RowError)

    /// How many rows can be taken.
    var pendingRows: Int { get }

    /// Bytes the rows that can be taken use, roughly.
    var pendingBytes: Int { get }

    /// Gives the complete rows so far, columns as in the dataset.
    mutating func takeBatch() -> RowBatch

    /// On which lines of the body the good rows begin, all since the first.
    var lines: RowLines { get }

    /// The places of the good rows in a body that is an array, all since the first; none of a body that is not.
    var elements: RowLines { get }

    /// How many rows were bad.
    var rejectedRows: Int64 { get }

    /// The first errors, as many as the limits allow; a bad row has one or more.
    var errors: [RowError] { get }
}

extension RowParser {
    /// None: the body is no array.
    public var elements: RowLines { RowLines() }
}

/// How much a ``RowParser`` puts up with.
public struct RowParserLimits: Sendable, Hashable {
    /// The longest row in bytes, its line end not counted.
    public var rowBytes: Int
    /// The most errors that are kept; further ones are counted only.
    public var errors: Int

    /// Sets limits; by default 1 MiB a row and 100 errors.
    public init(rowBytes: Int = 1 << 20, errors: Int = 100) {
        self.rowBytes = rowBytes
        self.errors = errors
    }
}
