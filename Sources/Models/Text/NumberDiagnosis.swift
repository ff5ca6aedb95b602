import Diagnostics

/// The diagnosis of a text in the form of a number.
enum NumberDiagnosis {
    /// The maximum length of a diagnosed text, in bytes.
    private static let maximumBytes = 64

    /// Returns a number of another notation with a decimal point and without groups and unit: `1234.56` for `1.234,56 €`.
    ///
    /// - Returns: `nil` for another text, and for a number whose notation leaves the decimal mark open, such as `1,234` for a
    ///   decimal column.
    static func plain(_ text: String, as type: ColumnType) -> String? {
        let found = readings(text, as: type)
        return found.count == 1 ? found[0] : nil
    }

    /// Returns the fault of a number whose notation leaves the decimal mark open; `nil` for another text.
    static func description(of text: String, as type: ColumnType) -> String? {
        readings(text, as: type).count > 1
            ? "the decimal mark is \".\", and thousands have no separator" : nil
    }

    /// Returns the expected form of a field that is not a number, with its remedy.
    static func expectation(of text: String, as type: ColumnType) -> String? {
        if let plain = plain(text, as: type) { return type.expectation + NearestName.hint(plain) }
        return description(of: text, as: type).map { "\(type.expectation) (\($0))" }
    }

    /// Returns the expected form of a JSON string that is not a number, with its remedy: a number has no quotes.
    static func jsonExpectation(of text: String, as type: ColumnType) -> String? {
        guard type == .integer || type == .double else { return nil }
        let isPlain = ValueReader(zone: .utc).read(.string(text), as: type) != nil
        guard let plain = isPlain ? text : plain(text, as: type) else { return nil }
        return "\(type.jsonExpectation); did you mean \(plain), without quotes?"
    }

    /// Returns the different numbers that a text denotes with a decimal point and with a decimal comma.
    private static func readings(_ text: String, as type: ColumnType) -> [String] {
        guard type == .integer || type == .double || type == .decimal, text.utf8.count <= maximumBytes else {
            return []
        }
        return Array(text.utf8).withUnsafeBytes { bytes in
            // Between digits, a blank separates thousands as an apostrophe does.
            let digits = UnitSign.split(bytes.withoutBlanks).number.map { $0 == 0x20 ? UInt8(ascii: "'") : $0 }
            var found: [String] = []
            for mark in DecimalMark.allCases {
                guard let number = digits.withUnsafeBytes({ try? NumberText($0, mark: mark) }) else { continue }
                let plain = String(decoding: number.canonical, as: UTF8.self)
                guard !found.contains(plain), ValueReader(zone: .utc).read(.string(plain), as: type) != nil else {
                    continue
                }
                found.append(plain)
            }
            return found
        }
    }
}
