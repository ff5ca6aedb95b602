import Diagnostics

extension RowAssembler {
    /// Reads an object into a row, or reports the errors of its members.
    ///
    /// - Throws: ``JSONSyntaxError``; the caller must then abandon or reject the row.
    mutating func readObject(_ reader: inout JSONReader, columns index: inout JSONColumnIndex) throws(JSONSyntaxError) {
        index.beginObject()
        try reader.enter(depth: 0, maximumDepth: 1)
        if reader.next == UInt8(ascii: "}") {
            reader.position += 1
        } else {
            try readMember(&reader, columns: &index)
            while try reader.separator(closing: UInt8(ascii: "}")) == .comma {
                try readMember(&reader, columns: &index)
            }
        }
        for column in types.indices where !index.contains(column) {
            appendNull(to: column, got: "an object without this key")
        }
    }

    @inline(__always)
    private mutating func readMember(
        _ reader: inout JSONReader, columns index: inout JSONColumnIndex
    ) throws(JSONSyntaxError) {
        let key = try reader.readString()
        let column =
            key.hasEscapes
            ? Array(reader.text(of: key).utf8).withUnsafeBytes { index.column(named: $0) }
            : index.column(named: reader.slice(key.range))
        try reader.readColon()
        guard let column else {
            try reader.skipValue()
            let name = reader.text(of: key)
            reportUnknownColumn(name)
            return
        }
        guard index.insert(column) else {
            try reader.skipValue()
            report(.duplicateColumn, column: column, got: "the key a second time", expected: "every key once")
            return
        }
        try readValue(&reader, to: column)
    }

    @inline(__always)
    private mutating func readValue(_ reader: inout JSONReader, to column: Int) throws(JSONSyntaxError) {
        guard readings.isEmpty else { return try readInferred(&reader, to: column) }
        try readTyped(&reader, to: column)
    }

    /// Reads a value in the documented notation of the column's type.
    @inline(__always)
    mutating func readTyped(_ reader: inout JSONReader, to column: Int) throws(JSONSyntaxError) {
        let type = types[column]
        // At the end of the text, `next` is nil; `skipValue` throws the error.
        switch (type, reader.next ?? 0) {
        case (_, UInt8(ascii: "n")):
            try reader.expect(literal: "null")
            appendNull(to: column, got: "null")
        case (.json, _):
            try readJSON(&reader, to: column)
        case (.string, UInt8(ascii: "\"")), (.timestamp, UInt8(ascii: "\"")), (.date, UInt8(ascii: "\"")),
            (.decimal, UInt8(ascii: "\"")):
            try readText(&reader, to: column)
        case (.integer, UInt8(ascii: "-")), (.integer, 0x30...0x39), (.double, UInt8(ascii: "-")),
            (.double, 0x30...0x39),
            (.decimal, UInt8(ascii: "-")), (.decimal, 0x30...0x39):
            try readNumber(&reader, to: column)
        case (.boolean, UInt8(ascii: "t")):
            try reader.expect(literal: "true")
            vectors[column].append(integer: 1)
        case (.boolean, UInt8(ascii: "f")):
            try reader.expect(literal: "false")
            vectors[column].append(integer: 0)
        default:
            let start = reader.position
            try reader.skipValue()
            let (got, text) = (reader.describeValue(at: start), reader.stringValue(at: start))
            let remedy = text.flatMap { NumberDiagnosis.jsonExpectation(of: $0, as: type) }
            report(.invalidValue, column: column, got: got, expected: remedy ?? type.jsonExpectation)
        }
    }

    private mutating func readText(_ reader: inout JSONReader, to column: Int) throws(JSONSyntaxError) {
        let string = try reader.readString()
        guard !string.hasNUL else {
            reportNUL(column: column)
            return
        }
        guard string.hasEscapes else {
            append(text: reader.slice(string.range), to: column)
            return
        }
        var text: [UInt8] = []
        reader.decode(string, into: &text)
        text.withUnsafeBytes { append(text: $0, to: column) }
    }

    /// Appends the content of a JSON string, which is known to be UTF-8.
    mutating func append(text: UnsafeRawBufferPointer, to column: Int) {
        switch types[column] {
        case .timestamp: append(timestamp: text, to: column)
        case .date: append(date: text, to: column)
        case .decimal: append(decimal: text, to: column)
        default: vectors[column].append(text: text)
        }
    }

    private mutating func readNumber(_ reader: inout JSONReader, to column: Int) throws(JSONSyntaxError) {
        let number = try reader.readNumber()
        let text = reader.slice(number.range)
        switch types[column] {
        case .integer:
            if let value = FieldText.shortInteger(text) {
                vectors[column].append(integer: value)
            } else {
                append(
                    integer: number.isPlainInteger ? FieldText.integer(text) : FieldText.wholeNumber(text), of: text,
                    to: column)
            }
        case .double: append(double: DoubleText.parse(text), of: text, to: column)
        default: append(decimal: text, to: column)
        }
    }

    private mutating func readJSON(_ reader: inout JSONReader, to column: Int) throws(JSONSyntaxError) {
        var text: [UInt8] = []
        guard try !reader.copyMinified(into: &text) else {
            reportNUL(column: column)
            return
        }
        text.withUnsafeBytes { vectors[column].append(text: $0) }
    }
}

extension JSONReader {
    /// Returns the content of the string at an offset; `nil` for another value. The value has been read before.
    func stringValue(at offset: Int) -> String? {
        guard bytes[offset] == UInt8(ascii: "\"") else { return nil }
        var reader = JSONReader(bytes, from: offset)
        return (try? reader.readString()).map { text(of: $0) }
    }

    /// Returns a description of the value at an offset, for a message; the value has been read before.
    func describeValue(at offset: Int) -> String {
        switch bytes[offset] {
        case UInt8(ascii: "{"): return "an object"
        case UInt8(ascii: "["): return "an array"
        case UInt8(ascii: "t"): return "true"
        case UInt8(ascii: "f"): return "false"
        case UInt8(ascii: "n"): return "null"
        case UInt8(ascii: "\""):
            var reader = JSONReader(bytes, from: offset)
            guard let string = try? reader.readString() else { return "a string" }
            return "the string " + text(of: string).quotedForMessage
        default:
            var reader = JSONReader(bytes, from: offset)
            guard let number = try? reader.readNumber() else { return "a number" }
            return "the number " + slice(number.range).quotedForMessage.dropFirst().dropLast()
        }
    }
}

extension ColumnType {
    /// The expected form of a JSON value of the type, for messages.
    var jsonExpectation: String {
        switch self {
        case .string: "a string"
        case .decimal: "a number, or a string with \(expectation)"
        case .timestamp, .date: "a string with \(expectation)"
        default: expectation
        }
    }
}
