import Diagnostics

extension ColumnType {
    /// The remedy for values inside of `json`, which are not compared, as the end of a sentence.
    static let nestedRemedy = "give nested values keys of their own before loading"

    /// The remedy for a comparison of values that the type does not compare, as the end of a message; empty for a type that does.
    var remedyForMessage: String { self == .json ? "; " + Self.nestedRemedy : "" }
}

extension QueryResolver {
    /// Reports a path into a column of JSON, such as `user.geo.country`; returns `false` for another name.
    mutating func reportNested(_ name: String, at pointer: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let index = positions[String(parts[0])] ?? formerPositions[String(parts[0])],
            columns[index].type == .json
        else { return false }
        let isPlain = parts.allSatisfy { part in
            part.first?.isNumber == false && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        }
        // The path is that of the JSON if the column's name is its key, which is usual.
        let filter = ".\(parts.joined(separator: "_")) = .\(name)"
        let example = isPlain ? ", for example with jq -c '\(filter)'" : ""
        report(
            .typeMismatch, at: pointer,
            "got \(name.quotedForMessage), but \"\(columns[index].name)\" has type json, whose nested values can be neither "
                + "grouped nor filtered; \(ColumnType.nestedRemedy)\(example)")
        return true
    }
}
