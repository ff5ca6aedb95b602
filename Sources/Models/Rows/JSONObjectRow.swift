import Diagnostics

/// A row from the members of a parsed JSON object, read by the same rules as ``JSONRowParser`` reads JSON text.
///
/// Members that are not columns are ignored, and columns without a member are null.
package struct JSONObjectRow: Sendable {
    /// The values in the order of the columns; empty if there are errors.
    package let values: [Value]
    /// The mistakes, in the order of the members.
    package let errors: [RowError]

    /// Reads a row.
    ///
    /// - Parameters:
    ///   - members: The object's members, each key once.
    ///   - columns: The columns of the row.
    package init(_ members: [JSONMember], columns: [Column]) {
        var assembler = RowAssembler(columns: columns, limits: RowParserLimits())
        let indices = Dictionary(
            zip(columns.map(\.name.rawValue), columns.indices), uniquingKeysWith: { first, _ in first })
        var missing = Set(columns.indices)
        for member in members {
            guard let index = indices[member.key], missing.remove(index) != nil else { continue }
            assembler.append(member.value, to: index)
        }
        for index in missing.sorted() { assembler.appendNull(to: index, got: "an object without this key") }
        assembler.endRow()
        errors = assembler.errors
        values = assembler.rowCount == 1 ? assembler.takeBatch()[0] : []
    }
}

extension RowAssembler {
    /// Appends a parsed value, or reports why it is not one of the column's type.
    fileprivate mutating func append(_ value: JSONValue, to index: Int) {
        switch (types[index], value) {
        case (_, .null): appendNull(to: index, got: "null")
        case (.json, _):
            guard !value.containsNUL else { return reportNUL(column: index) }
            var text: [UInt8] = []
            value.write(into: &text)
            text.withUnsafeBytes { vectors[index].append(text: $0) }
        case (.string, .string(let text)), (.timestamp, .string(let text)), (.date, .string(let text)),
            (.decimal, .string(let text)):
            guard !text.utf8.contains(0) else { return reportNUL(column: index) }
            Array(text.utf8).withUnsafeBytes { append(text: $0, to: index) }
        case (.integer, .number(let text)):
            Array(text.utf8).withUnsafeBytes { append(integer: FieldText.integerInAnyNotation($0), of: $0, to: index) }
        case (.double, .number(let text)):
            Array(text.utf8).withUnsafeBytes { append(double: DoubleText.parse($0), of: $0, to: index) }
        case (.decimal, .number(let text)):
            Array(text.utf8).withUnsafeBytes { append(decimal: $0, to: index) }
        case (.boolean, .bool(let truth)): vectors[index].append(integer: truth ? 1 : 0)
        case (let type, .string(let text)):
            report(
                .invalidValue, column: index, got: value.descriptionForMessage,
                expected: NumberDiagnosis.jsonExpectation(of: text, as: type) ?? type.jsonExpectation)
        case (let type, _):
            report(.invalidValue, column: index, got: value.descriptionForMessage, expected: type.jsonExpectation)
        }
    }
}

extension JSONValue {
    /// The kind of the value, and the value itself if it is a string or a number.
    fileprivate var descriptionForMessage: String {
        switch self {
        case .string(let text): "the string " + text.quotedForMessage
        case .number(let text): "the number " + text.quotedForMessage.dropFirst().dropLast()
        default: kind
        }
    }

    /// `true` if a string or a key in the value contains U+0000, which no store keeps.
    fileprivate var containsNUL: Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains { $0.containsNUL }
        case .object(let members): members.contains { $0.key.utf8.contains(0) || $0.value.containsNUL }
        }
    }
}
