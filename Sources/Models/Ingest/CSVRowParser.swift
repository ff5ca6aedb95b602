/// Reads rows from CSV: RFC 4180 in UTF-8, with a header that maps fields to columns in any order.
///
/// A byte order mark is skipped. Lines end with CRLF, LF or, as in old spreadsheet exports, CR. Blank lines are skipped; with a
/// header of one column they are empty fields instead. An unquoted empty field is null, a quoted one the empty string.
///
/// Records that lie whole in a piece of the body are read in place. A record that continues in the next piece is buffered until
/// its end has arrived, then read the same way. The scanner looks at each byte once, so a million tiny pieces cost no more than
/// one.
public struct CSVRowParser: RowParser {
    var assembler: RowAssembler
    private var header: CSVHeader?
    private var line = 1
    /// The buffered beginning of a record whose end has not arrived.
    private var carried: [UInt8] = []
    private var scanner = CSVRecordScanner()
    /// `true` if the open record is too long, so that the rest of it is skipped.
    private var isSkipping = false
    /// `true` if a line feed at the beginning of the next piece belongs to the line end before it.
    private var endedWithCR = false
    private var failure: RowError?
    /// The layout that inference found; the usual one otherwise.
    private let layout: CSVLayout
    /// The mapping of the header's fields, if inference has read the header before.
    private let knownHeader: CSVHeader?

    /// Creates a parser for rows of a dataset.
    public init(dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()) {
        assembler = RowAssembler(dataset: dataset, limits: limits)
        layout = CSVLayout()
        knownHeader = nil
    }

    /// Creates a parser for a file whose layout inference found.
    ///
    /// - Parameters:
    ///   - fieldColumns: The dataset's column of each field.
    ///   - readings: The notation of each column of the dataset.
    init(
        dataset: DatasetDefinition, limits: RowParserLimits, layout: CSVLayout, fieldColumns: [Int],
        readings: [ValueReading]
    ) {
        assembler = RowAssembler(dataset: dataset, limits: limits)
        assembler.readings = readings
        self.layout = layout
        knownHeader = CSVHeader(
            fieldColumns: fieldColumns, columnCount: dataset.columns.count, separator: layout.separator.byte)
        scanner = CSVRecordScanner(separator: layout.separator.byte)
    }

    /// The number of rows that ``takeBatch()`` returns.
    public var pendingRows: Int { assembler.rowCount }
    /// The approximate size in bytes of the rows that ``takeBatch()`` returns.
    public var pendingBytes: Int { assembler.byteCount }
    /// The lines on which the valid rows begin.
    public var lines: RowLines { assembler.lines }
    /// The number of invalid rows.
    public var rejectedRows: Int64 { assembler.rejectedRows }
    /// The first errors.
    public var errors: [RowError] { assembler.errors }

    /// Returns the complete rows so far and removes them.
    public mutating func takeBatch() -> RowBatch { assembler.takeBatch() }

    /// Reads the next piece of the body.
    public mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        if let failure { throw failure }
        do throws(RowError) {
            if let text = layout.encoding.decode(bytes) {
                try text.withUnsafeBytes { bytes in
                    Result { () throws(RowError) in try read(bytes) }
                }.get()
            } else {
                try read(bytes)
            }
        } catch {
            failure = error
            throw error
        }
    }

    /// Ends the body; a last line without a line end is a record too.
    public mutating func finish() throws(RowError) {
        if let failure { throw failure }
        do throws(RowError) {
            // The header ends with the body, so the body has no other line.
            let isOneLine = header == nil && knownHeader == nil && line == 1 && scanner.innerLines == 0
            do throws(RowError) {
                if !carried.isEmpty || isSkipping { try endCarriedRecord() }
            } catch  where isOneLine && error.code != .invalidText {
                throw error.ofOneLine
            }
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
        // Before the last line feed, no search for the end of a field leaves the piece.
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

    /// Reads whole records; the last byte of `bytes` is a line feed.
    ///
    /// - Returns: The offset of the first record that continues after `bytes`.
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

    /// Reads the buffered record, after its end has arrived or the body has ended.
    private mutating func endCarriedRecord() throws(RowError) {
        defer {
            line += 1 + scanner.innerLines
            scanner = CSVRecordScanner(separator: layout.separator.byte)
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
        // Moved out of `self`, so that reading it does not overlap with the access to `assembler` (exclusivity).
        var record: [UInt8] = []
        swap(&record, &carried)
        defer { swap(&record, &carried) }
        if let header {
            _ = record.withUnsafeBytes { assembler.readRecord(of: $0, from: 0, header: header) }
        } else if let knownHeader {
            let isBlank =
                record.count == 1 || (line == 1 && record.count == 4 && record.starts(with: JSONReader.byteOrderMark))
            if !isBlank, line > 1 || !layout.hasSeparatorLine { header = knownHeader }
        } else {
            header = try CSVHeader(record: record, line: line, columns: assembler.columns)
        }
    }

    /// Rejects a record; throws if it is the header, without which no record can be read.
    private mutating func reject(_ code: RowError.Code, got: String, expected: String) throws(RowError) {
        guard header != nil else {
            throw RowError(line: line, column: nil, code: code, got: got, expected: expected)
        }
        assembler.rejectRow(code, got: got, expected: expected)
    }
}
