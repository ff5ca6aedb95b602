import Diagnostics

/// Collects the evidence about the columns of a CSV file.
///
/// The file is split into records by the same rules as in ``CSVRowParser``. The beginning of the file decides about the separator, so
/// it is held back until enough of it has arrived.
struct CSVInference: Sendable {
    /// The size of the beginning that decides about the separator, in bytes.
    private static let headBytes = 64 << 10

    private let options: InferenceOptions
    private let limits: RowParserLimits
    private var layout: CSVLayout
    /// `true` once the separator is known.
    private var hasLayout = false
    private var scanner = CSVRecordScanner()
    /// The beginning of a record whose end has not arrived, or of the file before the separator is known.
    private var carried: [UInt8] = []
    private var endedWithCR = false
    private var line = 1
    /// The last record that was a row, with a line feed, and its line.
    private var lastRecord: [UInt8] = []
    private var lastLine = 1
    private var names: [(name: Identifier, header: String)] = []
    private var evidence: [ColumnEvidence] = []
    /// The line of the first row that has a header's field count and holds data.
    private(set) var rowCount: Int64 = 0

    init(options: InferenceOptions, limits: RowParserLimits) {
        self.options = options
        self.limits = limits
        layout = CSVLayout(encoding: options.encoding)
    }

    /// Reads the next piece of the file.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        guard !hasLayout else { return try read(bytes) }
        carried.append(contentsOf: bytes)
        if carried.count >= Self.headBytes { try begin(isWhole: false) }
    }

    /// Ends the file.
    mutating func finish() throws(InferenceError) -> FoundColumns {
        do throws(RowError) {
            if !hasLayout { try begin(isWhole: true) }
            // The line of names ends with the file, so the file has no other line.
            let isOneLine = line == 1 && !carried.isEmpty && scanner.innerLines == 0
            do throws(RowError) {
                try endFile()
            } catch  where isOneLine && error.code != .invalidText {
                throw error.ofOneLine
            }
        } catch {
            throw .file(error)
        }
        let lastRow = lastRecord.withUnsafeBytes {
            LastRow(record: $0, separator: layout.separator.byte, line: lastLine)
        }
        return FoundColumns(names: names, evidence: evidence, layout: layout, lastRow: lastRow)
    }

    private mutating func endFile() throws(RowError) {
        if !carried.isEmpty { try endRecord() }
        guard !names.isEmpty else {
            throw RowError(
                line: line, column: nil, code: .noHeader, got: "the end of the file",
                expected: "a line with the names of the columns")
        }
        guard rowCount > 0 else {
            throw RowError(
                line: line, column: nil, code: .noRows, got: "no row after the names of the columns",
                expected: "at least one row, from which to infer the types")
        }
    }

    // MARK: Separator

    private mutating func begin(isWhole: Bool) throws(RowError) {
        var head: [UInt8] = []
        swap(&head, &carried)
        hasLayout = true
        if let error = head.withUnsafeBytes({ CSVHeader.jsonError(in: $0, line: 1) }) { throw error }
        if let named = CSVHead.separatorLine(head) {
            layout.hasSeparatorLine = true
            layout.separator = named.separator
        }
        if let separator = options.separator {
            layout.separator = CSVSeparator(byte: separator)
        } else if !layout.hasSeparatorLine {
            layout.separator = try CSVHead(head, isWhole: isWhole).separator()
        }
        let isStated = options.separator != nil || layout.hasSeparatorLine
        if let error = CSVHead(head, isWhole: isWhole).titleError(
            separator: layout.separator, isStated: isStated, skipsFirst: layout.hasSeparatorLine)
        {
            throw error
        }
        scanner = CSVRecordScanner(separator: layout.separator.byte)
        let result = head.withUnsafeBytes { bytes in
            Result { () throws(RowError) in try read(bytes) }
        }
        try result.get()
    }

    // MARK: Records

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        var at = 0
        if endedWithCR, let first = bytes.first {
            endedWithCR = false
            if first == 0x0A { at = 1 }
        }
        while at < bytes.count {
            guard let end = scanner.end(in: bytes, from: at) else {
                return try carry(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            }
            try carry(UnsafeRawBufferPointer(rebasing: bytes[at..<end]))
            at = end + 1
            try endRecord()
            if bytes[end] == 0x0D {
                if at == bytes.count { endedWithCR = true } else if bytes[at] == 0x0A { at += 1 }
            }
        }
    }

    private mutating func carry(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        guard carried.count + bytes.count <= limits.rowBytes else {
            throw RowError(
                line: line, column: nil, code: .rowTooLong, got: "a longer row",
                expected: "a row of at most \(limits.rowBytes) bytes"
                    + (scanner.isQuoted ? "; is a quote not closed?" : ""))
        }
        carried.append(contentsOf: bytes)
    }

    private mutating func endRecord() throws(RowError) {
        guard !scanner.isQuoted else {
            throw RowError(
                line: line, column: nil, code: .csvQuote, got: "a quote that is never closed",
                expected: CSVField.closing)
        }
        var record: [UInt8] = []
        swap(&record, &carried)
        record.append(0x0A)
        let innerLines = scanner.innerLines
        let rows = rowCount
        let result = record.withUnsafeBytes { bytes in
            Result { () throws(RowError) in try readRecord(bytes) }
        }
        try result.get()
        if rowCount > rows {
            swap(&record, &lastRecord)
            lastLine = line
        }
        line += 1 + innerLines
        scanner = CSVRecordScanner(separator: layout.separator.byte)
        record.removeAll(keepingCapacity: true)
        swap(&record, &carried)
    }

    /// Reads a record, whose last byte is a line feed.
    private mutating func readRecord(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        try CSVHead.checkText(bytes, line: line, encoding: layout.encoding)
        if line == 1, layout.hasSeparatorLine { return }
        guard !names.isEmpty else { return try readHeader(bytes) }
        let fieldCount = names.count
        if fieldCount > 1, bytes.count == 1 { return }
        var at = 0
        var index = 0
        while true {
            guard let field = CSVField(of: bytes, from: at, separator: layout.separator.byte), !field.isMalformed else {
                throw RowError(
                    line: line, column: nil, code: .csvQuote,
                    got: UnsafeRawBufferPointer(rebasing: bytes[at...].dropLast()).quotedForMessage,
                    expected: CSVField.quoting)
            }
            if index < fieldCount { add(field, of: bytes, to: index) }
            index += 1
            at = field.end
            guard bytes[at] == layout.separator.byte else { break }
            at += 1
        }
        guard index == fieldCount else {
            throw RowError(
                line: line, column: nil, code: .fieldCount, got: index.counted("field"),
                expected: "\(fieldCount.counted("field")), as in the header, separated by \"\(layout.separator.name)\"")
        }
        rowCount += 1
    }

    private mutating func add(_ field: CSVField, of bytes: UnsafeRawBufferPointer, to index: Int) {
        if field.hasDoubledQuotes {
            var text: [UInt8] = []
            field.decode(from: bytes, into: &text)
            text.withUnsafeBytes { evidence[index].add(field: $0, isQuoted: true, line: line) }
        } else {
            evidence[index].add(
                field: UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.stop]), isQuoted: field.isQuoted,
                line: line)
        }
    }

    private mutating func readHeader(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        guard let header = try CSVHeader.names(record: bytes, line: line, separator: layout.separator.byte) else {
            return
        }
        let headers = header.map { String(decoding: $0, as: UTF8.self).trimmed }
        guard headers.count <= DatasetDefinition.maximumColumns else {
            throw RowError(
                line: line, column: nil, code: .columnCount, got: "\(headers.count) columns",
                expected: "at most \(DatasetDefinition.maximumColumns)")
        }
        guard headers.contains(where: { !CSVHead.isData($0) }) else {
            throw RowError(
                line: line, column: nil, code: .noHeader, got: CSVHeader.quoted(bytes),
                expected: "a line with the names of the columns; these are values, so put a line with names before them"
            )
        }
        var maker = HeaderName()
        for (index, text) in headers.enumerated() {
            let name = maker.name(for: text, position: index + 1)
            names.append((name, text))
            evidence.append(ColumnEvidence(settings: options.settings(of: name, header: text)))
        }
    }
}
