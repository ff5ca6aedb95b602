import Diagnostics

/// The definition of a dataset that holds every value of a file, and the notation in which the file has them.
public struct InferredDataset: Sendable {
    /// The format of the file.
    public let format: InferenceFormat
    /// The separator of fields in CSV: `,`, `;`, `|` or `tab`; `nil` for NDJSON.
    public var separator: String? { format == .csv ? layout.separator.name : nil }
    /// The columns, in the order of the file.
    public let columns: [InferredColumn]
    /// The column with the time of a row's event; `nil` if no column is a time.
    public let timeColumn: Identifier?
    /// The columns that identify a row; empty if the caller states none.
    public let key: [Identifier]
    /// The number of rows.
    public let rowCount: Int64
    /// The layout of the file's records.
    let layout: CSVLayout

    /// Returns the definition of a dataset that holds the file's rows.
    ///
    /// - Throws: ``DefinitionError`` if the file has too many columns.
    public func definition(named name: Identifier) throws(DefinitionError) -> DatasetDefinition {
        try DatasetDefinition(name: name, columns: columns.map(\.column), timeColumn: timeColumn, key: key)
    }

    /// Returns a parser of the file's rows for a dataset that ``definition(named:)`` defines.
    public func parser(for definition: DatasetDefinition, limits: RowParserLimits = RowParserLimits()) -> any RowParser
    {
        parser(for: definition, targets: Array(columns.indices), limits: limits)
    }

    /// Returns a parser of the file's rows for a dataset that exists, whose columns have the names or the labels of the file's.
    ///
    /// - Throws: ``RowError`` if the dataset lacks one of the file's columns, or the file one that is not nullable.
    public func parser(
        forExisting dataset: DatasetDefinition, limits: RowParserLimits = RowParserLimits()
    ) throws(RowError) -> any RowParser {
        let targets = try targetColumns(in: dataset)
        for (index, column) in dataset.columns.enumerated() where !column.nullable && !targets.contains(index) {
            throw RowError(
                line: 1, column: column.name.rawValue, code: .missingValue, got: "a file without this column",
                expected: "a file with every column that is not nullable")
        }
        // A column of text in the file can be a time or a number of the dataset only in a notation that is known.
        for (inferred, target) in zip(columns, targets) {
            let column = dataset.columns[target]
            guard inferred.column.type == .string, column.type != .string, !inferred.options.isEmpty else { continue }
            throw RowError(
                line: inferred.line, column: column.name.rawValue, code: .invalidValue,
                got: "a column whose notation is open",
                expected: "values of the type \(column.type.rawValue): \(inferred.reason); state "
                    + inferred.options.map(InferenceOptions.inSentence).joined(separator: " or "))
        }
        return parser(for: dataset, targets: targets, limits: limits)
    }

    /// Returns the index in a dataset of each of the file's columns.
    ///
    /// Headers can repeat, and the name made for one can be the header of another. Therefore the surest matches are made first,
    /// for all columns: the same name and label, as in a dataset made from such a file; then the header as a name; then the same
    /// label; then the name that inference made. No column of the dataset is matched twice.
    private func targetColumns(in dataset: DatasetDefinition) throws(RowError) -> [Int] {
        var targets: [Int] = []
        for (inferred, index) in zip(columns, matches(in: dataset)) {
            if let index {
                targets.append(index)
                continue
            }
            if let column = dataset.columns.first(where: { column in Self.rules.contains { $0(column, inferred) } }) {
                throw RowError(
                    line: 1, column: column.name.rawValue, code: .duplicateColumn,
                    got: inferred.header.quotedForMessage, expected: "every column once")
            }
            throw RowError(
                line: 1, column: nil, code: .unknownColumn, got: inferred.header.quotedForMessage,
                expected: Self.expected(inferred, in: dataset))
        }
        return targets
    }

    /// Returns the expectation in an error about a column of the file that a dataset lacks.
    static func expected(_ column: InferredColumn, in dataset: DatasetDefinition) -> String {
        var search = NearestNameSearch()
        return CSVHeader.expected(column.column.name.rawValue, among: dataset.columns, &search)
    }

    /// The rules by which a column of the file is one of a dataset, the surest first.
    private static var rules: [(Column, InferredColumn) -> Bool] {
        [
            { $0.name == $1.column.name && $0.label == $1.column.label },
            { $0.name.rawValue == $1.header },
            { $0.label != nil && $0.label == $1.column.label },
            { $0.name == $1.column.name },
        ]
    }

    /// Returns the index in a dataset of each of the file's columns; `nil` for those that the dataset lacks.
    func matches(in dataset: DatasetDefinition) -> [Int?] {
        var found = [Int?](repeating: nil, count: columns.count)
        var isTaken = [Bool](repeating: false, count: dataset.columns.count)
        for matches in Self.rules {
            for (position, inferred) in columns.enumerated() where found[position] == nil {
                let free = dataset.columns.indices.first { !isTaken[$0] && matches(dataset.columns[$0], inferred) }
                guard let free else { continue }
                found[position] = free
                isTaken[free] = true
            }
        }
        return found
    }

    func parser(for dataset: DatasetDefinition, targets: [Int], limits: RowParserLimits) -> any RowParser {
        var readings = [ValueReading](repeating: ValueReading(), count: dataset.columns.count)
        for (column, target) in zip(columns, targets) { readings[target] = column.reading }
        switch format {
        case .csv:
            return CSVRowParser(
                dataset: dataset, limits: limits, layout: layout, fieldColumns: targets, readings: readings)
        case .ndjson:
            let keys = zip(columns, targets).map { (key: $0.header, column: $1) }
            return NDJSONRowParser(dataset: dataset, limits: limits, keys: keys, readings: readings)
        }
    }
}

/// A column that inference found in a file.
public struct InferredColumn: Sendable, Hashable {
    /// The column of the dataset; its label is the header if that is no name.
    public let column: Column
    /// The header or the key in the file.
    public let header: String
    /// The notation of the values.
    public let reading: ValueReading
    /// The reason for the type, as a sentence without its end.
    public let reason: String
    /// The line of the value that forced the type; `nil` if no single one did.
    public let line: Int?
    /// The line of the first row without a value; `nil` if every row has one.
    public let missingLine: Int?
    /// The options that would change the type or the values, as `NAME=VALUE`.
    public let options: [String]
}

/// The formats of files whose definition can be inferred.
public enum InferenceFormat: String, Sendable, Hashable, CaseIterable {
    /// Records of fields with a header, separated by commas, semicolons, tabs or bars.
    case csv
    /// One JSON object on each line.
    case ndjson
}

/// The layout of a CSV file.
struct CSVLayout: Sendable, Hashable {
    var separator = CSVSeparator(byte: UInt8(ascii: ","))
    /// `true` if the first line is `sep=;`, by which spreadsheets on Windows name the separator.
    var hasSeparatorLine = false
    var encoding = FileEncoding.utf8
}
