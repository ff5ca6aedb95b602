import Diagnostics

/// Collects the evidence about the columns of newline-delimited JSON.
struct NDJSONInference: Sendable {
    private let options: InferenceOptions
    private let limits: RowParserLimits
    private var carried: [UInt8] = []
    private var line = 1
    private var names: [(name: Identifier, header: String)] = []
    private var evidence: [ColumnEvidence] = []
    private var indexes: [String: Int] = [:]
    /// The number of the last row that had each column.
    private var seen: [Int64] = []
    private var maker = HeaderName()
    private var firstRowLine = 1
    private(set) var rowCount: Int64 = 0

    init(options: InferenceOptions, limits: RowParserLimits) {
        self.options = options
        self.limits = limits
    }

    /// Reads the next piece of the file.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        var at = 0
        while at < bytes.count {
            guard let end = bytes.lineFeed(from: at) else {
                return try carry(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            }
            let part = UnsafeRawBufferPointer(rebasing: bytes[at..<end])
            if carried.isEmpty, part.count <= limits.rowBytes {
                try readLine(part)
            } else {
                try carry(part)
                try endCarriedLine()
            }
            line += 1
            at = end + 1
        }
    }

    /// Ends the file.
    mutating func finish() throws(InferenceError) -> FoundColumns {
        do throws(RowError) {
            do throws(RowError) {
                try endCarriedLine()
            } catch  where line == 1 && error.expected == NDJSONRowParser.lineEnd {
                throw error.ofOneLine
            }
            guard rowCount > 0, !names.isEmpty else {
                throw RowError(
                    line: line, column: nil, code: .noRows, got: rowCount > 0 ? "objects without keys" : "no row",
                    expected: "at least one JSON object, from which to infer the columns")
            }
        } catch {
            throw .file(error)
        }
        return FoundColumns(names: names, evidence: evidence, layout: CSVLayout())
    }

    private mutating func carry(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        guard carried.count + bytes.count <= limits.rowBytes else {
            throw RowError(
                line: line, column: nil, code: .rowTooLong, got: "a longer row",
                expected: "a row of at most \(limits.rowBytes) bytes")
        }
        carried.append(contentsOf: bytes)
    }

    private mutating func endCarriedLine() throws(RowError) {
        var bytes: [UInt8] = []
        swap(&bytes, &carried)
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(RowError) in try readLine(bytes) }
        }
        try result.get()
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &carried)
    }

    private mutating func readLine(_ bytes: UnsafeRawBufferPointer) throws(RowError) {
        var reader = JSONReader(bytes)
        if line == 1, bytes.starts(with: JSONReader.byteOrderMark) { reader.position = 3 }
        let outcome: Result<RowError?, JSONSyntaxError> = Result { () throws(JSONSyntaxError) in
            reader.skipWhitespace()
            guard let first = reader.next else { return nil }
            let start = reader.position
            guard first == UInt8(ascii: "{") else {
                try reader.skipValue()
                return RowError(
                    line: line, column: nil, code: .jsonSyntax, got: reader.describeValue(at: start),
                    expected: "an object" + hint(bytes, isOpen: false))
            }
            if let error = try readObject(&reader) { return error }
            reader.skipWhitespace()
            guard reader.next == nil else { throw reader.syntaxError(expected: NDJSONRowParser.lineEnd) }
            return nil
        }
        switch outcome {
        case .success(nil): return
        case .success(let error?): throw error
        case .failure(let error):
            let isOpen = error.offset == bytes.count
            throw RowError(
                line: line, column: nil, code: error.isInvalidUTF8 ? .invalidText : .jsonSyntax,
                got: "\(isOpen ? "the end of the line" : error.got) at character \(error.column)",
                expected: error.expected + hint(bytes, isOpen: isOpen))
        }
    }

    /// Returns the remedy for a first line that shows another format; empty for any other line.
    private func hint(_ bytes: UnsafeRawBufferPointer, isOpen: Bool) -> String {
        line == 1 ? RowError.OtherFormat(firstLine: bytes, isOpen: isOpen)?.fileHint ?? "" : ""
    }

    /// Reads an object; returns an error of the row that is none of JSON's syntax.
    private mutating func readObject(_ reader: inout JSONReader) throws(JSONSyntaxError) -> RowError? {
        if rowCount == 0 { firstRowLine = line }
        rowCount += 1
        try reader.enter(depth: 0, maximumDepth: 1)
        if reader.next == UInt8(ascii: "}") {
            reader.position += 1
        } else {
            repeat {
                if let error = try readMember(&reader) { return error }
            } while try reader.separator(closing: UInt8(ascii: "}")) == .comma
        }
        for index in names.indices where seen[index] != rowCount { evidence[index].addMissing(line: line) }
        return nil
    }

    private mutating func readMember(_ reader: inout JSONReader) throws(JSONSyntaxError) -> RowError? {
        let key = try reader.readString()
        let name = reader.text(of: key)
        try reader.readColon()
        guard let index = column(name) else {
            return RowError(
                line: line, column: nil, code: .columnCount, got: "another key, \(name.quotedForMessage)",
                expected: "at most \(DatasetDefinition.maximumColumns) keys in all rows together")
        }
        guard seen[index] != rowCount else {
            return RowError(
                line: line, column: names[index].name.rawValue, code: .duplicateColumn, got: "the key a second time",
                expected: "every key once")
        }
        seen[index] = rowCount
        let start = reader.position
        switch reader.next ?? 0 {
        case UInt8(ascii: "\""):
            let string = try reader.readString()
            guard !string.hasNUL else {
                return RowError(
                    line: line, column: names[index].name.rawValue, code: .invalidText, got: "the character U+0000",
                    expected: "text without it")
            }
            if string.hasEscapes {
                var text: [UInt8] = []
                reader.decode(string, into: &text)
                text.withUnsafeBytes { evidence[index].add(string: $0, line: line) }
            } else {
                evidence[index].add(string: reader.slice(string.range), line: line)
            }
        case UInt8(ascii: "t"):
            try reader.expect(literal: "true")
            evidence[index].add(boolean: true, line: line)
        case UInt8(ascii: "f"):
            try reader.expect(literal: "false")
            evidence[index].add(boolean: false, line: line)
        case UInt8(ascii: "n"):
            try reader.expect(literal: "null")
            evidence[index].addMissing(line: line)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var text: [UInt8] = []
            guard try !reader.copyMinified(into: &text) else {
                return RowError(
                    line: line, column: names[index].name.rawValue, code: .invalidText, got: "the character U+0000",
                    expected: "text without it")
            }
            evidence[index].addContainer(line: line, got: reader.describeValue(at: start))
        default:
            let number = try reader.readNumber()
            evidence[index].add(number: reader.slice(number.range), line: line)
        }
        return nil
    }

    /// Returns the index of a key's column, which is new if no row before had the key; `nil` if there are too many columns.
    private mutating func column(_ key: String) -> Int? {
        if let index = indexes[key] { return index }
        guard names.count < DatasetDefinition.maximumColumns else { return nil }
        let name = maker.name(for: key, position: names.count + 1)
        names.append((name, key))
        var found = ColumnEvidence(settings: options.settings(of: name, header: key))
        if rowCount > 1 { found.addMissing(line: firstRowLine) }
        evidence.append(found)
        seen.append(0)
        indexes[key] = names.count - 1
        return names.count - 1
    }
}
