import Diagnostics

/// The beginning of a CSV file, which shows the separator of its fields.
struct CSVHead {
    let bytes: [UInt8]
    let isWhole: Bool

    /// - Parameter isWhole: `true` if the bytes are the whole file; otherwise the last record is incomplete.
    init(_ bytes: [UInt8], isWhole: Bool) {
        self.bytes = bytes
        self.isWhole = isWhole
    }

    /// The fields of each record with one separator.
    private struct Count {
        let separator: CSVSeparator
        var header = 0
        var records = 0
        var matching = 0
        var isUniform: Bool { matching == records }
    }

    /// Returns the separator that splits every record into as many fields as the first one.
    ///
    /// - Throws: ``RowError`` if two separators do.
    func separator() throws(RowError) -> CSVSeparator {
        let counts = CSVSeparator.candidates.map(count)
        let uniform = counts.filter { $0.header > 1 && $0.isUniform }
        if let best = uniform.max(by: { $0.header < $1.header }) {
            let equal = uniform.filter { $0.header == best.header }
            guard equal.count == 1 else {
                let error = RowError(
                    line: 1, column: nil, code: .openNotation,
                    got: "lines that " + equal.map { "\"\($0.separator.name)\"" }.joined(separator: " and ")
                        + " split into \(best.header) fields each",
                    expected: "one separator; state "
                        + equal.map { "separator=\($0.separator.name)" }.joined(separator: " or "))
                throw isWhole && !bytes.contains(0x0A) && !bytes.contains(0x0D) ? error.ofOneLine : error
            }
            return best.separator
        }
        // One column, if its values contain the separator nowhere; else the separator that fits most lines, whose errors then help.
        if counts.allSatisfy({ $0.header <= 1 }), let single = counts.first(where: \.isUniform) {
            return single.separator
        }
        let best = counts.filter { $0.header > 1 }.max { ($0.matching, $0.header) < ($1.matching, $1.header) }
        return best?.separator ?? CSVSeparator.candidates[0]
    }

    private func count(_ separator: CSVSeparator) -> Count {
        var count = Count(separator: separator)
        var text = bytes
        if isWhole, text.last != 0x0A { text.append(0x0A) }
        text.withUnsafeBytes { bytes in
            var scanner = CSVRecordScanner(separator: separator.byte)
            var at = bytes.starts(with: JSONReader.byteOrderMark) ? 3 : 0
            while let end = scanner.end(in: bytes, from: at) {
                let fields = scanner.separators + 1
                if end > at {
                    if count.header == 0 { count.header = fields }
                    count.records += 1
                    if fields == count.header { count.matching += 1 }
                }
                at = end + 1
                scanner = CSVRecordScanner(separator: separator.byte)
            }
        }
        return count
    }

    /// Returns the separator that the first line names, as in `sep=;`.
    static func separatorLine(_ bytes: [UInt8]) -> (separator: CSVSeparator, size: Int)? {
        let start = bytes.starts(with: JSONReader.byteOrderMark) ? 3 : 0
        let line = bytes[start...].prefix(8).prefix { $0 != 0x0A && $0 != 0x0D }
        guard line.count == 5, line.starts(with: Array("sep=".utf8)), let byte = line.last else { return nil }
        return CSVSeparator.candidates.first { $0.byte == byte }.map { ($0, start + 5) }
    }

    /// Returns whether a header is a value: a number or a date, or nothing.
    static func isData(_ header: String) -> Bool {
        var header = header
        return header.withUTF8 { text in
            let bytes = UnsafeRawBufferPointer(text)
            if bytes.isEmpty || CivilTime(bytes) != nil { return true }
            return DecimalMark.allCases.contains { mark in
                do throws(NumberText.ReadError) {
                    _ = try NumberText(bytes, mark: mark)
                    return true
                } catch {
                    return error != .notNumber
                }
            }
        }
    }

    /// Checks that a record is text in UTF-8 without U+0000.
    static func checkText(_ bytes: UnsafeRawBufferPointer, line: Int, encoding: FileEncoding) throws(RowError) {
        if bytes.isPlainText { return }
        if bytes.contains(0) {
            throw RowError(
                line: line, column: nil, code: .invalidText, got: "the character U+0000", expected: "text without it")
        }
        guard let invalid = bytes.firstInvalidUTF8() else { return }
        throw RowError(
            line: line, column: nil, code: .invalidText, got: "the byte 0x" + String(bytes[invalid], radix: 16),
            expected: "text in UTF-8; for a file of a spreadsheet on Windows, set encoding=windows-1252")
    }
}
