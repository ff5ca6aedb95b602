extension RowError {
    /// The remedy for CSV in place of JSON.
    package static let csvHint = "; CSV has the content type text/csv"
    /// The remedy for a JSON document in place of one object a line.
    static let documentHint = "; a JSON array, or an object on several lines, has the content type application/json"

    /// The other formats that the first line of a body of one JSON object a line can show.
    enum OtherFormat {
        case csv, array, objectOfLines

        /// Judges a first line that is not valid; returns `nil` if it shows no other format.
        ///
        /// - Parameter isOpen: `true` if the line ends before its JSON.
        init?(firstLine bytes: UnsafeRawBufferPointer, isOpen: Bool) {
            let start = bytes.starts(with: JSONReader.byteOrderMark) ? 3 : 0
            let text = bytes[start...].drop { $0 == 0x20 || $0 == 0x09 }
            switch text.first {
            case nil: return nil
            case UInt8(ascii: "["): self = .array
            case UInt8(ascii: "{"):
                guard isOpen else { return nil }
                self = .objectOfLines
            default:
                guard text.contains(where: { CSVSeparator.candidates.contains(CSVSeparator(byte: $0)) }) else {
                    return nil
                }
                self = .csv
            }
        }

        /// The remedy for a request, as the end of an error.
        var requestHint: String { self == .csv ? RowError.csvHint : RowError.documentHint }

        /// The remedy for a file whose columns are inferred, which is no JSON document.
        var fileHint: String {
            switch self {
            case .csv: RowError.csvHint
            case .array: "; jq -c '.[]' writes an array as one object a line"
            case .objectOfLines: "; jq -c . writes every object on one line"
            }
        }
    }
}
