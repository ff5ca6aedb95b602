import Diagnostics

extension RowAssembler {
    /// Appends the value of a CSV field to a column, or reports an error.
    @inline(__always)
    mutating func append(field: UnsafeRawBufferPointer, to index: Int) {
        switch types[index] {
        case .string:
            if field.isPlainText || isText(field, for: index) { vectors[index].append(text: field) }
        case .integer:
            if let value = FieldText.shortInteger(field) {
                vectors[index].append(integer: value)
            } else {
                append(integer: FieldText.integerInAnyNotation(field), of: field, to: index)
            }
        case .double: append(double: DoubleText.parse(field), of: field, to: index)
        case .boolean:
            if let value = FieldText.boolean(field) {
                vectors[index].append(integer: value ? 1 : 0)
            } else {
                report(.invalidValue, column: index, got: field.quotedForMessage, expected: "true, false, t, f, 1 or 0")
            }
        case .timestamp: append(timestamp: field, to: index)
        case .date: append(date: field, to: index)
        case .decimal: append(decimal: field, to: index)
        case .json: append(json: field, to: index)
        }
    }

    /// Appends an integer, or reports an error.
    mutating func append(integer: FieldText.Number<Int64>, of field: UnsafeRawBufferPointer, to index: Int) {
        switch integer {
        case .value(let value): vectors[index].append(integer: value)
        case .outOfRange: reportOutOfRange(field, column: index)
        case .invalid: reportInvalid(field, column: index)
        }
    }

    /// Appends a double, or reports an error.
    @inline(__always)
    mutating func append(double: FieldText.Number<Double>, of field: UnsafeRawBufferPointer, to index: Int) {
        switch double {
        case .value(let value): vectors[index].append(double: value)
        case .outOfRange: reportOutOfRange(field, column: index)
        case .invalid: reportInvalid(field, column: index)
        }
    }

    /// Appends a decimal, or reports an error.
    ///
    /// - Parameter original: The text that an error quotes, if it is another one.
    mutating func append(
        decimal field: UnsafeRawBufferPointer, of original: UnsafeRawBufferPointer? = nil, to index: Int
    ) {
        switch FieldText.decimal(field) {
        case .value(let value): vectors[index].append(decimal: value)
        case .outOfRange: reportOutOfRange(original ?? field, column: index)
        case .invalid: reportInvalid(original ?? field, column: index)
        }
    }

    /// Appends an instant, or reports an error.
    @inline(__always)
    mutating func append(timestamp field: UnsafeRawBufferPointer, to index: Int) {
        if let value = Timestamp(parsing: field) {
            vectors[index].append(integer: value.microseconds)
        } else {
            reportInvalid(field, column: index)
        }
    }

    /// Appends a day, or reports an error.
    mutating func append(date field: UnsafeRawBufferPointer, to index: Int) {
        if let value = CalendarDate(parsing: field) {
            vectors[index].append(integer: Int64(value.daysSinceEpoch))
        } else {
            reportInvalid(field, column: index)
        }
    }

    private mutating func append(json field: UnsafeRawBufferPointer, to index: Int) {
        var reader = JSONReader(field)
        var text: [UInt8] = []
        text.reserveCapacity(field.count)
        let hasNUL: Bool
        do throws(JSONSyntaxError) {
            reader.skipWhitespace()
            hasNUL = try reader.copyMinified(into: &text)
            reader.skipWhitespace()
            guard reader.next == nil else { throw reader.syntaxError(expected: "the end of the text") }
        } catch {
            report(
                error.isInvalidUTF8 ? .invalidText : .invalidValue, column: index,
                got: field.quotedForMessage, expected: "a JSON value: \(error.expected) at character \(error.column)")
            return
        }
        guard !hasNUL else {
            reportNUL(column: index)
            return
        }
        text.withUnsafeBytes { vectors[index].append(text: $0) }
    }

    /// Returns whether bytes are valid text; reports an error otherwise.
    private mutating func isText(_ field: UnsafeRawBufferPointer, for index: Int) -> Bool {
        if field.contains(0) {
            reportNUL(column: index)
            return false
        }
        guard let invalid = field.firstInvalidUTF8() else { return true }
        report(
            .invalidText, column: index, got: "the byte 0x" + String(field[invalid], radix: 16),
            expected: "text in UTF-8")
        return false
    }

    /// Reports a text with U+0000.
    mutating func reportNUL(column index: Int) {
        report(.invalidText, column: index, got: "the character U+0000", expected: "text without it")
    }

    mutating func reportInvalid(_ field: UnsafeRawBufferPointer, column index: Int) {
        let isBroken = field.firstInvalidUTF8() != nil
        let (type, text, inFile) = (types[index], field.shownText, !readings.isEmpty)
        report(
            isBroken ? .invalidText : .invalidValue, column: index, got: text.quotedForMessage,
            expected: type.expectation(of: text, inFile: inFile))
    }

    mutating func reportOutOfRange(_ field: UnsafeRawBufferPointer, column index: Int) {
        report(.outOfRange, column: index, got: field.quotedForMessage)
    }
}

extension ColumnType {
    /// Returns the expected form of a value with the remedy for a text of another form; `nil` without one.
    ///
    /// - Parameter inFile: `true` in a file whose notation was found, which may have dates of any notation, and local times.
    fileprivate func expectation(of text: String, inFile: Bool) -> String? {
        guard isTime else { return NumberDiagnosis.expectation(of: text, as: self) }
        let fault =
            inFile
            ? TimeDiagnosis.description(ofFile: text) : TimeDiagnosis.description(of: text, isDay: self == .date)
        if let fault { return "\(expectation) (\(fault))" }
        guard self == .date, let day = TimeDiagnosis.iso(text).flatMap(CalendarDate.init) else { return nil }
        return expectation + NearestName.hint(day.description)
    }
}

extension UnsafeRawBufferPointer {
    /// `true` if all bytes are ASCII and none is 0.
    @inline(__always)
    var isPlainText: Bool {
        var at = 0
        let count = count
        while at &+ 8 <= count {
            let word = loadUnaligned(fromByteOffset: at, as: UInt64.self)
            // The first term marks zero bytes (and bytes after one), the second those past ASCII.
            guard ((word &- 0x0101_0101_0101_0101) | word) & 0x8080_8080_8080_8080 == 0 else { return false }
            at &+= 8
        }
        while at < count {
            guard self[at] &- 1 < 0x7F else { return false }
            at &+= 1
        }
        return true
    }
}
