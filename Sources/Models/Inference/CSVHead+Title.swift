import Diagnostics

extension CSVHead {
    /// The most records that are looked at.
    private static let most = 50

    /// Returns the error of a file that has a title above the line of names, such as `Umsatzbericht 2026;;`; `nil` for any other.
    ///
    /// A title is one text alone in its line. The line of names is the first one of several texts; as many fields follow in each
    /// line after it.
    ///
    /// - Parameters:
    ///   - separator: The separator of the first line.
    ///   - isStated: `true` if no other separator is possible.
    ///   - skipsFirst: `true` if the first line names the separator.
    func titleError(separator: CSVSeparator, isStated: Bool, skipsFirst: Bool) -> RowError? {
        let rows = rows(separator, skipsFirst: skipsFirst)
        guard let title = rows.first, title.filled == 1, title.fields.first?.isEmpty == false else { return nil }
        var header = Self.header(of: rows, title)
        var remedy = ""
        // A title without separators hides that of the lines below it.
        if header == nil, title.fields.count == 1, !isStated {
            for other in CSVSeparator.candidates where header == nil {
                let rows = self.rows(other, skipsFirst: skipsFirst)
                if let first = rows.first, first.fields.count == 1 { header = Self.header(of: rows, first) }
            }
            // Texts with commas below one name look the same.
            let unused = CSVSeparator.candidates.last { !bytes.contains($0.byte) }
            remedy = unused.map { ", or state separator=\($0.name) if it is the name of the only column" } ?? ""
        }
        guard let header else { return nil }
        return RowError(
            line: title.line, column: nil, code: .noHeader, got: title.fields[0].quotedForMessage,
            expected:
                "the names of the columns in the first line; line \(header) looks like them, so remove the lines above it\(remedy)"
        )
    }

    /// A record as texts without white space at both ends.
    private struct Row {
        let line: Int
        let fields: [String]
        var filled: Int { fields.count { !$0.isEmpty } }
    }

    /// Returns the line of names below a title; `nil` if there is none.
    private static func header(of rows: [Row], _ title: Row) -> Int? {
        guard let index = rows.firstIndex(where: { $0.filled > 1 }), index > 0, index + 1 < rows.count else {
            return nil
        }
        let names = rows[index].fields
        let rest = rows[(index + 1)...]
        // A name has a letter, which the halves of a number in brackets have not.
        guard names.allSatisfy({ !isData($0) && $0.contains(where: \.isLetter) }),
            rest.allSatisfy({ $0.fields.count == names.count })
        else { return nil }
        // Only a title is alone above two other fields; otherwise values below the names tell them from texts.
        let isPadded = title.fields.count == names.count && names.count > 2
        let hasData = rest.contains { $0.fields.contains { !$0.isEmpty && isData($0) } }
        return isPadded || (hasData && [1, names.count].contains(title.fields.count)) ? rows[index].line : nil
    }

    /// Returns the first records that are not empty.
    private func rows(_ separator: CSVSeparator, skipsFirst: Bool) -> [Row] {
        var text = bytes
        if isWhole, text.last != 0x0A { text.append(0x0A) }
        var rows: [Row] = []
        text.withUnsafeBytes { bytes in
            var scanner = CSVRecordScanner(separator: separator.byte)
            var at = bytes.starts(with: JSONReader.byteOrderMark) ? 3 : 0
            var line = 1
            while rows.count < Self.most, let end = scanner.end(in: bytes, from: at) {
                let record = Array(bytes[at..<end]) + [0x0A]
                let fields = record.withUnsafeBytes { CSVField.texts(of: $0, separator: separator.byte).map(\.trimmed) }
                let row = Row(line: line, fields: fields)
                if row.filled > 0, line > 1 || !skipsFirst { rows.append(row) }
                line += 1 + scanner.innerLines
                at = end + 1
                if bytes[end] == 0x0D, at < bytes.count, bytes[at] == 0x0A { at += 1 }
                scanner = CSVRecordScanner(separator: separator.byte)
            }
        }
        return rows
    }
}

extension String {
    /// The text without white space at both ends.
    var trimmed: String {
        var scalars = Substring(self).unicodeScalars
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(scalars)
    }
}
