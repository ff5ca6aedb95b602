import Diagnostics

/// Infers the definition of a dataset from a whole file that arrives in pieces.
///
/// Every column gets the narrowest type that holds all of its values unchanged: a Boolean only for `true` and `false`, else an integer,
/// a decimal, a double, a date, a timestamp, or a string. Nothing is clipped or rounded, and a notation that the values leave open
/// gives a string with the option that decides. Memory is bounded by one row and the number of columns.
///
/// ```swift
/// var inference = DatasetInference(format: .csv)
/// try inference.consume(Array("Datum;Betrag\n31.12.2026;1.234,56\n".utf8))
/// let dataset = try inference.finish()
/// print(dataset.columns.map(\.reason))
/// ```
public struct DatasetInference: Sendable {
    private var csv: CSVInference?
    private var ndjson: NDJSONInference?
    private let format: InferenceFormat
    private let options: InferenceOptions
    private var failure: InferenceError?
    /// The first bytes of the file.
    private var head: [UInt8] = []

    /// Creates an inference.
    ///
    /// - Parameters:
    ///   - format: The format of the file.
    ///   - options: The notation as far as the caller states it.
    ///   - limits: The limits on the file's rows.
    public init(
        format: InferenceFormat, options: InferenceOptions = InferenceOptions(),
        limits: RowParserLimits = RowParserLimits()
    ) {
        self.format = format
        self.options = options
        switch format {
        case .csv: csv = CSVInference(options: options, limits: limits)
        case .ndjson: ndjson = NDJSONInference(options: options, limits: limits)
        }
    }

    /// The number of rows so far.
    public var rowCount: Int64 { csv?.rowCount ?? ndjson?.rowCount ?? 0 }

    /// Reads the next piece of the file.
    ///
    /// - Throws: ``InferenceError`` if the file is refused; later calls throw the same error.
    public mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(InferenceError) {
        if let failure { throw failure }
        guard !bytes.isEmpty else { return }
        do throws(InferenceError) {
            if head.count < 4 {
                head.append(contentsOf: bytes.prefix(4 - head.count))
                try Self.checkSignature(head)
            }
            if let text = options.encoding.decode(bytes) {
                try text.withUnsafeBytes { bytes in
                    Result { () throws(InferenceError) in try read(bytes) }
                }.get()
            } else {
                try read(bytes)
            }
        } catch {
            failure = error
            throw error
        }
    }

    /// Reads the next piece of the file.
    public mutating func consume(_ bytes: [UInt8]) throws(InferenceError) {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(InferenceError) in try consume(bytes) }
        }.get()
    }

    /// Ends the file.
    ///
    /// - Throws: ``InferenceError`` if the file is refused.
    public mutating func finish() throws(InferenceError) -> InferredDataset {
        if let failure { throw failure }
        var found = FoundColumns(names: [], evidence: [], layout: CSVLayout())
        if let columns = try csv?.finish() { found = columns }
        if let columns = try ndjson?.finish() { found = columns }
        return try found.decide(format: format, options: options, rowCount: rowCount)
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(InferenceError) {
        do throws(RowError) {
            try csv?.consume(bytes)
            try ndjson?.consume(bytes)
        } catch {
            throw .file(error)
        }
    }

    /// Refuses files that their first bytes show to be no text in UTF-8.
    private static func checkSignature(_ head: [UInt8]) throws(InferenceError) {
        let signatures: [(bytes: [UInt8], got: String, expected: String)] = [
            ([0xFF, 0xFE], "a file in UTF-16", "UTF-8; convert it, for example with: iconv -f UTF-16 -t UTF-8"),
            ([0xFE, 0xFF], "a file in UTF-16", "UTF-8; convert it, for example with: iconv -f UTF-16 -t UTF-8"),
            ([0x50, 0x4B, 0x03, 0x04], "a spreadsheet or another ZIP archive", "a text file; save the sheet as CSV"),
            ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet of an old Excel (.xls)", "a text file; save the sheet as CSV"),
            ([0x1F, 0x8B], "a compressed file", "a text file; decompress it, for example with gunzip"),
        ]
        for signature in signatures where head.starts(with: signature.bytes) {
            throw .file(
                RowError(line: 1, column: nil, code: .invalidText, got: signature.got, expected: signature.expected))
        }
    }
}

/// The reason why a file gives no dataset.
public enum InferenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file cannot be read without loss.
    case file(RowError)
    /// An option is not valid, or the file contradicts it.
    case option(InferenceOptionError)

    /// The place, the value found and the value expected, in a sentence.
    public var description: String {
        switch self {
        case .file(let error): error.sentence
        case .option(let error): error.description
        }
    }
}

/// The columns of a file, with the evidence of all rows.
struct FoundColumns {
    var names: [(name: Identifier, header: String)]
    var evidence: [ColumnEvidence]
    var layout: CSVLayout
    var lastRow: LastRow?

    /// Decides about every column.
    func decide(
        format: InferenceFormat, options: InferenceOptions, rowCount: Int64
    ) throws(InferenceError) -> InferredDataset {
        do throws(InferenceOptionError) {
            try options.check(against: names)
            try options.checkNulls(evidence)
            var file = FileNotation(separator: format == .csv ? layout.separator.byte : nil, columns: evidence)
            file.lastRow = lastRow
            var columns: [InferredColumn] = []
            for (index, (name, header)) in names.enumerated() {
                let found = evidence[index]
                var decision = try ColumnDecision(found, name: name, header: header, file: file)
                if rowCount > 1, let lastRow, lastRow.totals == index, !decision.reason.contains("line of totals") {
                    decision.reason += " (line \(lastRow.line) looks like a line of totals, so remove it)"
                }
                // A sign beside the values tells more than the header.
                let headerUnit =
                    decision.type.isNumeric && decision.unit == nil ? HeaderName.unit(of: header) : nil
                if let headerUnit { decision.reason += "; \"\(headerUnit)\" in the header becomes the unit" }
                let missing =
                    decision.type == .string ? found.missing : [found.missing, found.empty].compactMap { $0 }.min()
                let column = Column(
                    name: name, type: decision.type, nullable: missing != nil,
                    label: HeaderName.label(of: header, name: name), unit: decision.unit ?? headerUnit)
                columns.append(
                    InferredColumn(
                        column: column, header: header, reading: decision.reading, reason: decision.reason,
                        line: decision.line, missingLine: missing, options: decision.options))
            }
            return InferredDataset(
                format: format, columns: columns, timeColumn: try timeColumn(columns, options),
                key: try key(columns, options), rowCount: rowCount, layout: layout)
        } catch {
            throw .option(error)
        }
    }

    /// Returns the columns of the stated key, each of which every row has a value in.
    private func key(
        _ columns: [InferredColumn], _ options: InferenceOptions
    ) throws(InferenceOptionError) -> [Identifier] {
        var key: [Identifier] = []
        for name in options.key {
            func fault(_ got: String, _ expected: String, line: Int? = nil, nearest: String? = nil)
                -> InferenceOptionError
            {
                InferenceOptionError(
                    name: "key", line: line, got: name.quotedForMessage + got, expected: expected, nearest: nearest)
            }
            guard let found = columns.first(where: { $0.column.name.rawValue == name || $0.header == name }) else {
                let names = columns.map(\.column.name.rawValue)
                throw fault(
                    "", "a column of the file: " + names.listedForMessage,
                    nearest: NearestName.match(name, among: names))
            }
            if key.contains(found.column.name) { throw fault(" twice", "each column once") }
            if let line = found.missingLine { throw fault(", which has no value", "a value in every row", line: line) }
            guard DatasetKeyError.types.contains(found.column.type) else {
                throw fault(
                    ", a column of the type \(found.column.type.rawValue)",
                    "one of the types " + DatasetKeyError.types.map(\.rawValue).joined(separator: ", ")
                        + (found.column.type == .double ? "; type.\(found.column.name)=string keeps its texts" : ""),
                    line: found.line)
            }
            key.append(found.column.name)
        }
        guard key.count <= DatasetDefinition.maximumKeyColumns else {
            throw InferenceOptionError(
                name: "key", got: "\(key.count) columns",
                expected: "at most \(DatasetDefinition.maximumKeyColumns)")
        }
        return key
    }

    /// Returns the stated time column, or the best guess: a column that every row has before one with gaps, one that its header
    /// names a time, and a timestamp before a date.
    private func timeColumn(
        _ columns: [InferredColumn], _ options: InferenceOptions
    ) throws(InferenceOptionError) -> Identifier? {
        if let stated = options.timeColumn {
            let found = columns.first { $0.column.name.rawValue == stated || $0.header == stated }
            guard let found, found.column.type.isTime else {
                let names = columns.filter(\.column.type.isTime).map(\.column.name.rawValue)
                throw InferenceOptionError(
                    name: "timeColumn", line: found?.line,
                    got: stated.quotedForMessage
                        + (found.map { ", a column of the type \($0.column.type.rawValue)" } ?? ""),
                    expected: names.isEmpty
                        ? "a file with a date or a timestamp" : "a date or a timestamp: " + names.listedForMessage,
                    nearest: NearestName.match(stated, among: names))
            }
            return found.column.name
        }
        func rank(_ column: InferredColumn) -> Int {
            (column.column.nullable ? 0 : 4) + (HeaderName.isTime(column.header) ? 2 : 0)
                + (column.column.type == .timestamp ? 1 : 0)
        }
        var best: InferredColumn?
        for column in columns where column.column.type.isTime && rank(column) > (best.map(rank) ?? -1) { best = column }
        return best?.column.name
    }
}
