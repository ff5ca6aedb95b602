/// Reads rows from newline-delimited JSON: one object per line.
///
/// An invalid line is an invalid row, and parsing continues with the next line. Blank lines and a byte order mark are skipped.
public struct NDJSONRowParser: RowParser {
    private var assembler: RowAssembler
    private var columns: JSONColumnIndex
    private var line = 1
    /// The buffered beginning of a line whose end has not arrived.
    private var carried: [UInt8] = []
    /// `true` if the open line is too long, so that the rest of it is skipped.
    private var isSkipping = false

    /// Creates a parser for rows of a dataset.
    public init(dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()) {
        assembler = RowAssembler(dataset: dataset, limits: limits)
        columns = JSONColumnIndex(columns: dataset.columns)
    }

    /// Creates a parser for a file whose keys and notation inference found.
    ///
    /// - Parameters:
    ///   - keys: The keys of the file with the dataset's columns.
    ///   - readings: The notation of each column of the dataset.
    init(
        dataset: DatasetDefinition, limits: RowParserLimits, keys: [(key: String, column: Int)],
        readings: [ValueReading]
    ) {
        assembler = RowAssembler(dataset: dataset, limits: limits)
        assembler.readings = readings
        var names = [String?](repeating: nil, count: dataset.columns.count)
        for (key, column) in keys { names[column] = key }
        columns = JSONColumnIndex(names: names)
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

    /// Reads the next piece of the body; every error concerns one row only, so the method never throws.
    public mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        var at = 0
        while at < bytes.count {
            let end = bytes.lineFeed(from: at)
            let part = UnsafeRawBufferPointer(rebasing: bytes[at..<(end ?? bytes.count)])
            guard let end else {
                carry(part)
                return
            }
            if carried.isEmpty, !isSkipping {
                readLine(part)
            } else {
                carry(part)
                endCarriedLine()
            }
            line += 1
            at = end + 1
        }
    }

    /// Ends the body; a last line without a line end is a row too.
    public mutating func finish() throws(RowError) {
        endCarriedLine(isOneLine: line == 1)
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

    private mutating func endCarriedLine(isOneLine: Bool = false) {
        if isSkipping {
            assembler.line = line
            assembler.rejectTooLongRow()
            isSkipping = false
        } else {
            // Moved out of `self`, so that reading it does not overlap with the access to `assembler` (exclusivity).
            var bytes: [UInt8] = []
            swap(&bytes, &carried)
            bytes.withUnsafeBytes { readLine($0, isOneLine: isOneLine) }
            bytes.removeAll(keepingCapacity: true)
            swap(&bytes, &carried)
        }
    }

    /// Reads a line.
    ///
    /// - Parameter isOneLine: `true` if the body has no other line, nor a line break.
    private mutating func readLine(_ bytes: UnsafeRawBufferPointer, isOneLine: Bool = false) {
        assembler.line = line
        guard bytes.count <= assembler.limits.rowBytes else {
            assembler.rejectTooLongRow()
            return
        }
        var reader = JSONReader(bytes)
        if line == 1, bytes.starts(with: JSONReader.byteOrderMark) { reader.position = 3 }
        do throws(JSONSyntaxError) {
            reader.skipWhitespace()
            guard let first = reader.next else { return }
            let start = reader.position
            if first == UInt8(ascii: "{") {
                try assembler.readObject(&reader, columns: &columns)
            } else {
                try reader.skipValue()
            }
            reader.skipWhitespace()
            guard reader.next == nil else { throw reader.syntaxError(expected: Self.lineEnd) }
            if first == UInt8(ascii: "{") {
                assembler.endRow()
            } else {
                let other = line == 1 ? RowError.OtherFormat(firstLine: bytes, isOpen: false) : nil
                assembler.rejectRow(
                    .jsonSyntax, got: reader.describeValue(at: start),
                    expected: "an object" + (other?.requestHint ?? ""))
            }
        } catch {
            let isOpen = error.offset == bytes.count
            let other = line == 1 ? RowError.OtherFormat(firstLine: bytes, isOpen: isOpen && !isOneLine) : nil
            assembler.rejectRow(
                error.isInvalidUTF8 ? .invalidText : .jsonSyntax,
                got: "\(isOpen ? "the end of the line" : error.got) at character \(error.column)",
                expected: error.expected
                    + (other?.requestHint ?? (isOneLine && error.expected == Self.lineEnd ? RowError.oneLineHint : "")))
        }
    }

    /// The expectation in errors about text after an object, such as another object.
    static let lineEnd = "the end of the line after the object"
}

extension JSONReader {
    /// U+FEFF in UTF-8; some programs write it before JSON, against RFC 8259, section 8.1.
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension UnsafeRawBufferPointer {
    /// Returns the offset of the first line feed at or after `offset`.
    @inline(__always)
    func lineFeed(from offset: Int) -> Int? {
        var at = offset
        while at &+ 8 <= count {
            let word =
                UInt64(littleEndian: loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ 0x0A0A_0A0A_0A0A_0A0A
            let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if found != 0 { return at &+ found.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < count {
            if self[at] == 0x0A { return at }
            at &+= 1
        }
        return nil
    }
}
