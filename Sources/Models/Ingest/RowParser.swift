/// A parser that reads rows of a dataset from a body that arrives in pieces.
///
/// A piece may end anywhere, even inside a character, a line end or an escape. Invalid rows are left out and counted, and parsing
/// continues; the caller decides whether to accept the rest. Memory is bounded by one piece, the rows not yet taken and one row.
public protocol RowParser: Sendable {
    /// Reads the next piece of the body.
    ///
    /// - Throws: The error after which the rest of the body cannot be read. Rows read before can still be taken; later calls throw
    ///   the same error.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError)

    /// Ends the body.
    ///
    /// - Throws: The same errors as ``consume(_:)``, and an error if the body ends too early.
    mutating func finish() throws(RowError)

    /// The number of rows that ``takeBatch()`` returns.
    var pendingRows: Int { get }

    /// The approximate size in bytes of the rows that ``takeBatch()`` returns.
    var pendingBytes: Int { get }

    /// Returns the complete rows so far, with the columns of the dataset, and removes them.
    mutating func takeBatch() -> RowBatch

    /// The lines of the body on which the valid rows begin, those already taken included.
    var lines: RowLines { get }

    /// The array indices of the valid rows, those already taken included; empty if the body is not an array.
    var elements: RowLines { get }

    /// The number of invalid rows.
    var rejectedRows: Int64 { get }

    /// The first errors, as many as the limits allow; an invalid row has one or more.
    var errors: [RowError] { get }
}

extension RowParser {
    /// An empty list: the body is not an array.
    public var elements: RowLines { RowLines() }
}

/// Limits on the input that a ``RowParser`` accepts.
public struct RowParserLimits: Sendable, Hashable {
    /// The maximum length of a row in bytes, without its line end.
    public var rowBytes: Int
    /// The maximum number of errors that are kept; further ones are only counted.
    public var errors: Int

    /// Creates limits; by default 1 MiB per row and 100 errors.
    public init(rowBytes: Int = 1 << 20, errors: Int = 100) {
        self.rowBytes = rowBytes
        self.errors = errors
    }
}
