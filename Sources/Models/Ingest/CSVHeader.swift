import Diagnostics

/// The first record of a CSV body: the mapping from a record's fields to the dataset's columns.
struct CSVHeader: Sendable {
    /// The dataset's column of each field.
    let fieldColumns: [Int]
    /// The columns that the body lacks; all of them are nullable.
    let absentColumns: [Int]

    /// Reads a header, which may begin with a byte order mark; `nil` for a blank line.
    ///
    /// - Parameter record: The record and a line feed.
    init?(record: [UInt8], line: Int, columns: [Column]) throws(RowError) {
        let hasMark = record.starts(with: [0xEF, 0xBB, 0xBF])
        var names: [[UInt8]] = []
        var malformed = false
        record.withUnsafeBytes { bytes in
            var at = hasMark ? 3 : 0
            while true {
                guard let field = CSVField(of: bytes, from: at) else {
                    malformed = true
                    return
                }
                malformed = malformed || field.isMalformed
                var name: [UInt8] = []
                if field.hasDoubledQuotes {
                    field.decode(from: bytes, into: &name)
                } else {
                    name.append(contentsOf: bytes[field.start..<field.stop])
                }
                names.append(name)
                guard bytes[field.end] == UInt8(ascii: ",") else { break }
                at = field.end + 1
            }
        }
        guard !malformed else {
            throw RowError(
                line: line, column: nil, code: .csvQuote,
                got: record.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0.dropLast()).quotedForMessage },
                expected: CSVField.quoting)
        }
        if record.count == (hasMark ? 4 : 1) { return nil }
        try self.init(names: names, line: line, columns: columns)
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
    }

    /// Returns the expected form for a header whose only field contains another separator; `nil` if it contains none.
    private static func commas(_ header: String) -> String? {
        for (separator, name) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")] where header.contains(separator) {
            return "fields separated by commas (RFC 4180); these seem to be separated by \(name)"
        }
        return nil
    }

    /// Returns the expectation in an error about an unknown name.
    static func expected(_ name: String, among columns: [Column], _ search: inout NearestNameSearch) -> String {
        let names = columns.map(\.name.rawValue)
        if let nearest = search.match(name, among: names) {
            return "a column of the dataset" + NearestName.hint(nearest)
        }
        return "a column of the dataset: \(names.listedForMessage)"
    }
}
