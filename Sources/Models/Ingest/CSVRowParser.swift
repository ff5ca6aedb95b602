/// Reads rows from CSV: RFC 4180 in UTF-8, with a header that maps fields to columns in any order.
///
/// A byte order mark is skipped. Lines end with CRLF, LF or, as old spreadsheet exports have it, CR. Blank lines are skipped
/// unless the header has one column only, where they are empty fields. An unquoted empty field is null, a quoted one the empty
/// string.
///
/// Records that lie whole in a piece of the body are read where they are. What is left at its end is kept until its end has
/// arrived (found byte by byte, so that a million tiny pieces cost no more than one), then read the same way.
public struct CSVRowParser: RowParser {
    var assembler: RowAssembler
    private var header: CSVHeader?
    private var line = 1
    /// The beginning of a record whose end has not arrived.
    private var carried: [UInt8] = []
    private var scanner = CSVRecordScanner()
    /// Whether the record that goes on is too long and only its end is of interest.
    private var isSkipping = false
    /// Whether a line feed at the beginning of the next piece belongs to the line end before it.
    private var endedWithCR = false
    private var failure: RowError?

    /// Reads rows of a dataset.
    public init(dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()) {
        assembler = RowAssembler(dataset: dataset, limits: limits)
    }

    /// How many rows can be taken.
    public var pendingRows: Int { assembler.rowCount }
    /// Bytes the rows that can be taken use, roughly.
    public var pendingBytes: Int { assembler.byteCount }
    /// On which lines the good rows begin.
    public var lines: RowLines { assembler.lines }
    /// How many rows were bad.
    public var rejectedRows: Int64 { assembler.rejectedRows }
    /// The first errors.
    public var errors: [RowError] { assembler.errors }

    /// Gives the complete rows so far.
    public mutating func takeBatch() -> RowBatch { assembler.takeBatch() }

    /// Reads the next piece of the body.
    public mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        if let failure { throw failure }
        do throws(RowError) {
            try read(bytes)
        } catch {
            failure = error
            throw error
        }
    }

    /// Says that the body has ended; a last line without a line end is a record too.
    public mutating func finish() throws(RowError) {
        if let failure { throw failure }
        do throws(RowError) {
            if !carried.isEmpty || isSkipping { try endCarriedRecord() }
            guard header != nil else {
                throw RowError(
                    line: line, column: nil, code: .missingValue, got: "the end of the body",
                    expected: "a header row with the names of the columns")
            }
        } catch {
            failure = error
            throw error
        }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        var at = 0
        if endedWithCR, let first = bytes.first {
            endedWithCR = false
            if first == 0x0A { at = 1 }
        }
        // Before its last line feed, no search for the end of a field can leave the piece.
        let lastLineFeed = bytes.lastIndex(of: 0x0A) ?? -1
        while at < bytes.count {
            if header != nil, carried.isEmpty, !isSkipping {
                at = readRecords(UnsafeRawBufferPointer(rebasing: bytes[..<(lastLineFeed + 1)]), from: at)
            }
            guard at < bytes.count else { return }
            guard let end = scanner.end(in: bytes, from: at) else {
                carry(UnsafeRawBufferPointer(rebasing: bytes[at...]))
                return
            }
            carry(UnsafeRawBufferPointer(rebasing: bytes[at..<end]))
            try endCarriedRecord()
            at = end + 1
            if bytes[end] == 0x0D {
                if at == bytes.count { endedWithCR = true } else if bytes[at] == 0x0A { at += 1 }
            }
        }
    }

    /// Reads whole records, the last byte of `bytes` being a line feed.
    ///
    /// - Returns: Where the first record begins that goes on after `bytes`.
    private mutating func readRecords(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let header else { return start }
        var at = start
        while at < bytes.count {
            assembler.line = line
            guard let record = assembler.readRecord(of: bytes, from: at, header: header) else {
                assembler.abandonRow()
                return at
            }
            line += 1 + record.innerLines
            at = record.end
        }
        return at
    }

    private mutating func carry(_ bytes: UnsafeRawBufferPointer) {
        guard !isSkipping else { return }
        guard carried.count + bytes.count <= assembler.limits.rowBytes else {
            isSkipping = true
            carried.removeAll()
            return
        }
        carried.append(contentsOf: bytes)
    }

    /// Reads the record that has been carried, now that it is whole or the body has ended.
    private mutating func endCarriedRecord() throws(RowError) {
        defer {
            line += 1 + scanner.innerLines
            scanner = CSVRecordScanner()
            carried.removeAll(keepingCapacity: true)
            isSkipping = false
        }
        assembler.line = line
        guard !isSkipping else {
            try reject(
                .rowTooLong, got: "a longer row", expected: "a row of at most \(assembler.limits.rowBytes) bytes")
            return
        }
        if scanner.isQuoted {
            try reject(.csvQuote, got: "a quote that is never closed", expected: CSVField.closing)
            return
        }
        carried.append(0x0A)
        // Moved out, so that reading it and putting the row together are not two uses of the same value.
        var record: [UInt8] = []
        swap(&record, &carried)
        defer { swap(&record, &carried) }
        if let header {
            _ = record.withUnsafeBytes { assembler.readRecord(of: $0, from: 0, header: header) }
        } else {
            header = try CSVHeader(record: record, line: line, columns: assembler.columns)
        }
    }

    /// Refuses a record; without a header, nothing can be read at all.
    private mutating func reject(_ code: RowError.Code, got: String, expected: String) throws(RowError) {
        guard header != nil else {
            throw RowError(line: line, column: nil, code: code, got: got, expected: expected)
        }
        assembler.rejectRow(code, got: got, expected: expected)
    }
}
