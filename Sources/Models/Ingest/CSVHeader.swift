import Diagnostics

/// The first record of a CSV body: the mapping from a record's fields to the dataset's columns.
struct CSVHeader: Sendable {
    /// The dataset's column of each field.
    let fieldColumns: [Int]
    /// The columns that the body lacks; all of them are nullable.
    let absentColumns: [Int]
    /// The byte between two fields.
    let separator: UInt8

    /// Creates the mapping of a header whose names have been read before.
    ///
    /// - Parameters:
    ///   - fieldColumns: The dataset's column of each field.
    ///   - columnCount: The number of the dataset's columns.
    init(fieldColumns: [Int], columnCount: Int, separator: UInt8) {
        self.fieldColumns = fieldColumns
        absentColumns = (0..<columnCount).filter { !fieldColumns.contains($0) }
        self.separator = separator
    }

    /// Reads a header, which may begin with a byte order mark; `nil` for a blank line.
    ///
    /// - Parameter record: The record and a line feed.
    init?(record: [UInt8], line: Int, columns: [Column]) throws(RowError) {
        let comma = UInt8(ascii: ",")
        let names = try record.withUnsafeBytes { bytes in
            Result { () throws(RowError) in try Self.names(record: bytes, line: line, separator: comma) }
        }.get()
        guard let names else { return nil }
        try self.init(names: names, line: line, columns: columns)
    }

    /// Returns the names in a header, which may begin with a byte order mark; `nil` for a blank line.
    ///
    /// - Parameter bytes: The record and a line feed.
    static func names(
        record bytes: UnsafeRawBufferPointer, line: Int, separator: UInt8
    ) throws(RowError) -> [[UInt8]]? {
        if let error = jsonError(in: bytes, line: line) { throw error }
        let hasMark = bytes.starts(with: JSONReader.byteOrderMark)
        var names: [[UInt8]] = []
        var at = hasMark ? 3 : 0
        while true {
            guard let field = CSVField(of: bytes, from: at, separator: separator), !field.isMalformed else {
                throw RowError(
                    line: line, column: nil, code: .csvQuote, got: quoted(bytes), expected: CSVField.quoting)
            }
            var name: [UInt8] = []
            if field.hasDoubledQuotes {
                field.decode(from: bytes, into: &name)
            } else {
                name.append(contentsOf: bytes[field.start..<field.stop])
            }
            names.append(name)
            guard bytes[field.end] == separator else { break }
            at = field.end + 1
        }
        return bytes.count == (hasMark ? 4 : 1) ? nil : names
    }

    /// Returns the error of a header that is the beginning of JSON; `nil` for any other.
    static func jsonError(in bytes: UnsafeRawBufferPointer, line: Int) -> RowError? {
        let start = bytes.starts(with: JSONReader.byteOrderMark) ? 3 : 0
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let text = bytes[start...].drop(while: isBlank)
        guard let first = text.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
        // No quote and no other bracket follows in the name of a column.
        let next = text.dropFirst().first { !isBlank($0) } ?? 0x0A
        let isArray = first == UInt8(ascii: "[")
        guard next == 0x0A || next == 0x0D || next == UInt8(ascii: isArray ? "{" : "\"") else { return nil }
        return RowError(
            line: line, column: nil, code: .noHeader, got: isArray ? "a JSON array" : "a JSON object",
            expected: "CSV with a line of names" + RowError.jsonLinesHint
                + (isArray ? "; jq -c '.[]' writes an array as one object a line" : ""))
    }

    /// Returns a header in quotes for a message, without its byte order mark and its line end.
    ///
    /// - Parameter bytes: The record and a line feed.
    static func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
        let start = bytes.starts(with: JSONReader.byteOrderMark) ? 3 : 0
        return UnsafeRawBufferPointer(rebasing: bytes[start...].dropLast()).quotedForMessage
    }

    /// Maps a header's names to the dataset's columns.
    ///
    /// - Parameter line: The header's line.
    /// - Throws: ``RowError`` for an unknown or repeated name, and for a missing column that is not nullable.
    private init(names: [[UInt8]], line: Int, columns: [Column]) throws(RowError) {
        var fieldColumns: [Int] = []
        var isPresent = [Bool](repeating: false, count: columns.count)
        for bytes in names {
            let name = String(decoding: bytes, as: UTF8.self)
            guard let index = columns.firstIndex(where: { $0.name.rawValue.utf8.elementsEqual(bytes) }) else {
                var search = NearestNameSearch()
                throw RowError(
                    line: line, column: nil, code: .unknownColumn, got: name.quotedForMessage,
                    expected: (names.count == 1 ? Self.commas(name) : nil)
                        ?? Self.expected(name, among: columns, &search))
            }
            guard !isPresent[index] else {
                throw RowError(
                    line: line, column: name, code: .duplicateColumn,
                    got: "the column \(name.quotedForMessage) a second time", expected: "every column once")
            }
            isPresent[index] = true
            fieldColumns.append(index)
        }
        let absent = columns.indices.filter { !isPresent[$0] }
        if let index = absent.first(where: { !columns[$0].nullable }) {
            let name = columns[index].name.rawValue
            throw RowError(
                line: line, column: name, code: .missingValue, got: "a header without \(name.quotedForMessage)",
                expected: "a header with this column, which is not nullable")
        }
        self.fieldColumns = fieldColumns
        absentColumns = absent
        separator = UInt8(ascii: ",")
    }

    /// Returns the expected form for a header whose only field contains another separator; `nil` if it contains none.
    private static func commas(_ header: String) -> String? {
        for (separator, name) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")] where header.contains(separator) {
            return
                "fields separated by commas (RFC 4180); these seem to be separated by \(name), which \"api-server import\" "
                + "reads (with --replace it replaces rows), and over HTTP POST /v1/datasets?name=… for a new dataset"
        }
        return nil
    }

    /// Returns the expectation in an error about an unknown name.
    static func expected(_ name: String, among columns: [Column], _ search: inout NearestNameSearch) -> String {
        if let column = columns.first(where: { $0.formerNames.contains { $0.rawValue == name } }) {
            return "the present name of the column, which is \"\(column.name)\" now"
        }
        if let column = columns.first(where: { $0.label == name }) {
            return "the name of the column with this label, which is \"\(column.name)\""
        }
        let names = columns.map(\.name.rawValue)
        if let nearest = search.column(name, among: columns) {
            return "a column of the dataset" + NearestName.hint(nearest)
        }
        return "a column of the dataset: \(names.listedForMessage)"
    }
}
