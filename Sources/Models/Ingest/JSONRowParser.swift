import Diagnostics

/// Reads rows from JSON: one object, or an array of objects.
///
/// A syntax error ends the parsing, because the beginning of the next row is unknown. An object whose members do not fit the
/// dataset is an invalid row, and parsing continues.
///
/// Objects that lie whole in a piece of the body are read in place. An object that continues in the next piece is buffered until
/// its end has arrived, then read the same way. The scanner looks at each byte once, so a million tiny pieces cost no more than
/// one.
public struct JSONRowParser: RowParser {
    private enum State { case start, firstElement, element, insideElement, separator, end }

    private var assembler: RowAssembler
    private var columns: JSONColumnIndex
    private var state = State.start
    private var isArray = false
    /// The number of the array's elements that have begun.
    private var begunElements = 0
    /// The number of bytes of a byte order mark that have been read.
    private var markBytes = 0
    /// The number of bytes before this piece of the body.
    private var bodyOffset = 0
    /// The line at `counted`, an offset in this piece.
    private var line = 1
    private var counted = 0
    private var scanner = JSONElementScanner()
    /// The buffered beginning of an element whose end has not arrived.
    private var carried: [UInt8] = []
    /// The offset in the body of the buffered element.
    private var carriedOffset = 0
    /// `true` if the open element is too long, so that the rest of it is skipped.
    private var isSkipping = false
    private var failure: RowError?

    /// Creates a parser for rows of a dataset.
    public init(dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()) {
        assembler = RowAssembler(dataset: dataset, limits: limits)
        columns = JSONColumnIndex(columns: dataset.columns)
    }

    /// The number of rows that ``takeBatch()`` returns.
    public var pendingRows: Int { assembler.rowCount }
    /// The approximate size in bytes of the rows that ``takeBatch()`` returns.
    public var pendingBytes: Int { assembler.byteCount }
    /// The lines on which the valid rows begin.
    public var lines: RowLines { assembler.lines }
    /// The array indices of the valid rows; empty if the body is a single object.
    public var elements: RowLines { assembler.elements }
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
            counted = 0
            try read(bytes)
            countLines(of: bytes, to: bytes.count)
            bodyOffset += bytes.count
        } catch {
            throw fail(error)
        }
    }

    /// Ends the body.
    public mutating func finish() throws(RowError) {
        if let failure { throw failure }
        let expected: String
        switch state {
        case .end: return
        case .start: expected = "an object or an array of objects"
        case .firstElement: expected = "an object or \"]\""
        case .element: expected = "an object"
        case .separator: expected = "\",\" or \"]\""
        case .insideElement: expected = "the rest of the object"
        }
        do throws(RowError) {
            if state == .insideElement, !isSkipping { try endCarriedElement() }
            throw RowError(line: line, column: nil, code: .jsonSyntax, got: "the end of the body", expected: expected)
        } catch {
            throw fail(error)
        }
    }

    /// Records the error that ended the parsing and drops the row in which it was found.
    private mutating func fail(_ error: RowError) -> RowError {
        assembler.abandonRow()
        failure = error
        return error
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        var at = 0
        while at < bytes.count, bodyOffset + at == markBytes, markBytes < 3,
            bytes[at] == JSONReader.byteOrderMark[markBytes]
        {
            markBytes += 1
            at += 1
        }
        while at < bytes.count {
            if state == .insideElement {
                at = try continueElement(bytes, from: at)
                continue
            }
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: at = try readNext(bytes, at: at)
            }
        }
    }

    /// Reads the token or element at an offset without whitespace; returns the offset after it.
    private mutating func readNext(_ bytes: UnsafeRawBufferPointer, at: Int) throws(RowError) -> Int {
        switch (state, bytes[at]) {
        case (.start, UInt8(ascii: "[")):
            isArray = true
            state = .firstElement
            return at + 1
        case (.element, UInt8(ascii: ",")), (.element, UInt8(ascii: "]")), (.element, UInt8(ascii: "}")),
            (.firstElement, UInt8(ascii: ",")), (.firstElement, UInt8(ascii: "}")):
            throw unexpected(bytes, at: at, expected: "an object")
        case (.start, UInt8(ascii: "{")), (.element, _): return try beginElement(bytes, at: at)
        case (.firstElement, UInt8(ascii: "]")), (.separator, UInt8(ascii: "]")):
            state = .end
            return at + 1
        case (.firstElement, _): return try beginElement(bytes, at: at)
        case (.separator, UInt8(ascii: ",")):
            state = .element
            return at + 1
        case (.start, let byte):
            // No row begins with a text, but the header of CSV does.
            let isText = byte == UInt8(ascii: "\"") || byte >= 0x80 || Unicode.Scalar(byte).properties.isAlphabetic
            throw unexpected(
                bytes, at: at, expected: "an object or an array of objects" + (isText ? RowError.csvHint : ""))
        case (.separator, _): throw unexpected(bytes, at: at, expected: "\",\" or \"]\"")
        case (.end, _), (.insideElement, _):
            let isObject = bytes[at] == UInt8(ascii: "{") && !isArray
            throw unexpected(
                bytes, at: at, expected: "the end of the body" + (isObject ? RowError.jsonLinesHint : ""))
        }
    }

    private mutating func beginElement(_ bytes: UnsafeRawBufferPointer, at: Int) throws(RowError) -> Int {
        countLines(of: bytes, to: at)
        assembler.line = line
        if isArray {
            assembler.element = begunElements
            begunElements += 1
        }
        if bytes[at] == UInt8(ascii: "{") {
            let window = UnsafeRawBufferPointer(
                rebasing: bytes[at..<min(bytes.count, at + assembler.limits.rowBytes)])
            var reader = JSONReader(window)
            do throws(JSONSyntaxError) {
                try assembler.readObject(&reader, columns: &columns)
                assembler.endRow()
                state = isArray ? .separator : .end
                return at + reader.position
            } catch {
                assembler.abandonRow()
                // An error close to the piece's end is judged again after the rest of the token has arrived.
                guard error.offset + JSONSyntaxError.longestToken > window.count else {
                    throw fatal(error, elementAt: bodyOffset + at)
                }
            }
        }
        state = .insideElement
        carriedOffset = bodyOffset + at
        return at
    }

    private mutating func continueElement(_ bytes: UnsafeRawBufferPointer, from at: Int) throws(RowError) -> Int {
        let end = scanner.end(in: bytes, from: at)
        try carry(UnsafeRawBufferPointer(rebasing: bytes[at..<(end ?? bytes.count)]))
        guard let end else { return bytes.count }
        if isSkipping {
            assembler.rejectTooLongRow()
        } else {
            try endCarriedElement()
        }
        carried.removeAll(keepingCapacity: true)
        isSkipping = false
        scanner = JSONElementScanner()
        state = isArray ? .separator : .end
        return end
    }

    private mutating func carry(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        guard !isSkipping else { return }
        let room = assembler.limits.rowBytes - carried.count
        carried.append(contentsOf: bytes.prefix(room))
        guard bytes.count > room else { return }
        // A syntax error ends the parsing even in a row that is too long; otherwise the rest would be skipped in vain.
        do throws(JSONSyntaxError) {
            try readCarried()
        } catch {
            guard error.offset == carried.count else { throw fatal(error, elementAt: carriedOffset) }
        }
        assembler.abandonRow()
        carried.removeAll()
        isSkipping = true
    }

    /// Reads the buffered element, after its end has arrived or the body has ended.
    private mutating func endCarriedElement() throws(RowError) {
        do throws(JSONSyntaxError) {
            try readCarried()
        } catch {
            guard scanner.isScalar else { throw fatal(error, elementAt: carriedOffset) }
            let word = carried.withUnsafeBytes { $0.quotedForMessage }
            throw fatal(
                JSONSyntaxError(line: 1, column: 1, offset: 0, got: word, expected: "an object"),
                elementAt: carriedOffset)
        }
        assembler.endRow()
    }

    private mutating func readCarried() throws(JSONSyntaxError) {
        // Moved out of `self`, so that reading it does not overlap with the access to `assembler` (exclusivity).
        var element: [UInt8] = []
        swap(&element, &carried)
        defer { swap(&element, &carried) }
        let result = element.withUnsafeBytes { bytes in
            Result { () throws(JSONSyntaxError) in
                var reader = JSONReader(bytes)
                if reader.next == UInt8(ascii: "{") {
                    try assembler.readObject(&reader, columns: &columns)
                } else {
                    try reader.skipValue()
                    assembler.report(
                        .jsonSyntax, column: nil, got: reader.describeValue(at: 0), expected: "an object")
                }
                guard reader.next == nil else { throw reader.syntaxError(expected: "\",\" or \"]\"") }
            }
        }
        try result.get()
    }

    private mutating func unexpected(_ bytes: UnsafeRawBufferPointer, at: Int, expected: String) -> RowError {
        countLines(of: bytes, to: at)
        assembler.line = line
        assembler.element = nil
        // One byte instead of the word, because the rest of the word may not have arrived.
        let byte = bytes[at]
        let got =
            byte < 0x80 ? String(Unicode.Scalar(byte)).quotedForMessage : "the byte 0x" + String(byte, radix: 16)
        return fatal(
            JSONSyntaxError(line: 1, column: 1, offset: 0, got: got, expected: expected), elementAt: bodyOffset + at)
    }

    private func fatal(_ error: JSONSyntaxError, elementAt offset: Int) -> RowError {
        RowError(
            line: assembler.line + error.line - 1, element: assembler.element, column: nil,
            code: error.isInvalidUTF8 ? .invalidText : .jsonSyntax,
            got: "\(error.got) at byte \(offset + error.offset + 1) of the body", expected: error.expected)
    }

    private mutating func countLines(of bytes: UnsafeRawBufferPointer, to offset: Int) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[counted..<offset])
        var lines = 0
        var at = 0
        while at &+ 8 <= part.count {
            let word = part.loadUnaligned(fromByteOffset: at, as: UInt64.self) ^ 0x0A0A_0A0A_0A0A_0A0A
            // Exact in every byte: with the high bit cleared first, no addition carries into the next byte.
            let others = ((word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | word | 0x7F7F_7F7F_7F7F_7F7F
            lines &+= (~others).nonzeroBitCount
            at &+= 8
        }
        while at < part.count {
            if part[at] == 0x0A { lines &+= 1 }
            at &+= 1
        }
        line += lines
        counted = offset
    }
}
