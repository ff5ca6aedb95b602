/// Reading values in the notation that inference found.
extension RowAssembler {
    /// Appends the value of a CSV field to a column, or reports an error.
    mutating func read(_ field: CSVField, of bytes: UnsafeRawBufferPointer, to index: Int) {
        if field.hasDoubledQuotes {
            var text: [UInt8] = []
            field.decode(from: bytes, into: &text)
            text.withUnsafeBytes { read(text: $0, isQuoted: true, to: index) }
        } else {
            read(
                text: UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.stop]), isQuoted: field.isQuoted,
                to: index)
        }
    }

    private mutating func read(text field: UnsafeRawBufferPointer, isQuoted: Bool, to index: Int) {
        if field.isEmpty, !isQuoted {
            appendEmpty(to: index)
        } else if readings[index].isNull(field) {
            appendNull(to: index, got: field.quotedForMessage)
        } else if types[index] == .string {
            append(field: field, to: index)
        } else {
            read(value: field, to: index)
        }
    }

    /// Appends a text to a column that is none of strings.
    private mutating func read(value field: UnsafeRawBufferPointer, to index: Int) {
        let text = field.withoutBlanks
        guard !text.isEmpty else {
            appendNull(to: index, got: "an empty field")
            return
        }
        switch types[index] {
        case .timestamp:
            if let instant = readings[index].instant(of: text) {
                vectors[index].append(integer: instant.microseconds)
            } else {
                reportInvalid(field, column: index)
            }
        case .date:
            if let day = readings[index].day(of: text) {
                vectors[index].append(integer: Int64(day.daysSinceEpoch))
            } else {
                reportInvalid(field, column: index)
            }
        case .integer, .decimal, .double:
            let (digits, sign) = UnitSign.split(text)
            if sign != nil, sign != readings[index].unit {
                reportInvalid(field, column: index)
            } else if NumberText.isPlainInteger(digits) {
                append(field: digits, to: index)
            } else if let number = try? NumberText(digits, mark: readings[index].decimalMark) {
                number.canonical.withUnsafeBytes { append(number: $0, of: field, to: index) }
            } else {
                reportInvalid(field, column: index)
            }
        case .boolean, .json, .string: append(field: text, to: index)
        }
    }

    /// Appends a number with a decimal point; an error quotes it as the file has it.
    private mutating func append(
        number: UnsafeRawBufferPointer, of field: UnsafeRawBufferPointer, to index: Int
    ) {
        switch types[index] {
        case .integer: append(integer: FieldText.integerInAnyNotation(number), of: field, to: index)
        case .double: append(double: DoubleText.parse(number), of: field, to: index)
        default: append(decimal: number, of: field, to: index)
        }
    }

    /// Reads a JSON value.
    mutating func readInferred(_ reader: inout JSONReader, to column: Int) throws(JSONSyntaxError) {
        let first = reader.next ?? 0
        if first == UInt8(ascii: "\""), types[column] != .json {
            let string = try reader.readString()
            guard !string.hasNUL else { return reportNUL(column: column) }
            if string.hasEscapes {
                var text: [UInt8] = []
                reader.decode(string, into: &text)
                text.withUnsafeBytes { read(string: $0, to: column) }
            } else {
                read(string: reader.slice(string.range), to: column)
            }
            return
        }
        switch types[column] {
        case .string where first == UInt8(ascii: "t") || first == UInt8(ascii: "f"):
            let start = reader.position
            try reader.skipValue()
            append(text: reader.slice(start..<reader.position), to: column)
        case .string where first == UInt8(ascii: "-") || first &- 0x30 <= 9:
            append(text: reader.slice(try reader.readNumber().range), to: column)
        case .timestamp where first == UInt8(ascii: "-") || first &- 0x30 <= 9:
            let number = reader.slice(try reader.readNumber().range)
            if let instant = readings[column].instant(of: number) {
                vectors[column].append(integer: instant.microseconds)
            } else {
                reportInvalid(number, column: column)
            }
        default: try readTyped(&reader, to: column)
        }
    }

    /// Appends the content of a JSON string.
    private mutating func read(string text: UnsafeRawBufferPointer, to column: Int) {
        if readings[column].isNull(text) || (text.isEmpty && types[column] != .string) {
            appendNull(to: column, got: text.quotedForMessage)
            return
        }
        switch types[column] {
        case .string: append(text: text, to: column)
        case .timestamp, .date: read(value: text, to: column)
        case .decimal: append(decimal: text, to: column)
        default: reportInvalid(text, column: column)
        }
    }
}
