import Diagnostics

/// The end of a CSV record that has been read.
struct CSVRecord {
    /// The offset after the record's line end.
    let end: Int
    /// The number of line ends inside quoted fields.
    let innerLines: Int
}

extension RowAssembler {
    /// Reads a record into a row, or reports its errors.
    ///
    /// - Parameter bytes: Bytes of which the last is a line feed.
    /// - Returns: `nil` if the record continues after `bytes`; the caller must then abandon the row.
    @inline(__always)
    mutating func readRecord(of bytes: UnsafeRawBufferPointer, from start: Int, header: CSVHeader) -> CSVRecord? {
        let fieldCount = header.fieldColumns.count
        if fieldCount > 1, let end = bytes.lineEnd(at: start) { return CSVRecord(end: end, innerLines: 0) }
        var at = start
        var fields = 0
        var innerLines = 0
        var malformed: Range<Int>?
        while true {
            guard let field = CSVField(of: bytes, from: at, separator: header.separator) else { return nil }
            if field.isMalformed, malformed == nil { malformed = at..<field.end }
            if fields < fieldCount { append(field, of: bytes, to: header.fieldColumns[fields]) }
            fields &+= 1
            innerLines &+= field.innerLines
            at = field.end
            guard bytes[at] == header.separator else { break }
            at &+= 1
        }
        if fields != fieldCount || malformed != nil || at - start > limits.rowBytes {
            rejectRecord(
                malformed: malformed.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }, length: at - start,
                fields: fields, expectedFields: fieldCount)
        } else {
            for index in header.absentColumns { vectors[index].appendNull() }
            endRow()
        }
        return CSVRecord(end: bytes.lineEnd(at: at) ?? at, innerLines: innerLines)
    }

    @inline(__always)
    private mutating func append(_ field: CSVField, of bytes: UnsafeRawBufferPointer, to index: Int) {
        if !readings.isEmpty {
            read(field, of: bytes, to: index)
        } else if field.hasDoubledQuotes {
            var text: [UInt8] = []
            field.decode(from: bytes, into: &text)
            text.withUnsafeBytes { append(field: $0, to: index) }
        } else if field.start == field.stop, !field.isQuoted {
            appendEmpty(to: index)
        } else {
            append(field: UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.stop]), to: index)
        }
    }

    mutating func appendEmpty(to index: Int) {
        if types[index] == .string, !columns[index].nullable {
            vectors[index].append(text: UnsafeRawBufferPointer(start: nil, count: 0))
        } else {
            appendNull(to: index, got: "an empty field")
        }
    }

    @inline(never)
    private mutating func rejectRecord(
        malformed: UnsafeRawBufferPointer?, length: Int, fields: Int, expectedFields: Int
    ) {
        if length > limits.rowBytes {
            rejectTooLongRow()
        } else if let malformed {
            rejectRow(.csvQuote, got: malformed.quotedForMessage, expected: CSVField.quoting)
        } else {
            rejectRow(
                .fieldCount, got: fields == 1 ? "1 field" : "\(fields) fields",
                expected: (expectedFields == 1 ? "1 field" : "\(expectedFields) fields") + ", as in the header")
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Returns the offset after the CRLF, LF or CR at `offset`; `nil` if there is none.
    @inline(__always)
    func lineEnd(at offset: Int) -> Int? {
        let byte = self[offset]
        if byte == 0x0A { return offset + 1 }
        guard byte == 0x0D else { return nil }
        return offset + 1 < count && self[offset + 1] == 0x0A ? offset + 2 : offset + 1
    }
}
