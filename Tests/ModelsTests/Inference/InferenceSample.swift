import Models
import Testing

/// A small file and the dataset that inference makes of it.
struct InferenceSample: Sendable, CustomTestStringConvertible {
    let title: String
    let format: InferenceFormat
    let file: [UInt8]
    var options: [(String, String)] = []
    /// `name:type` of each column, with `?` for a nullable one and `*` for the time column; empty if the file is refused.
    var columns = ""
    /// The values of rows, as their descriptions.
    var rows: [[String]] = []
    /// Parts of the reasons, by column.
    var reasons: [String: String] = [:]
    /// Parts of the message that refuses the file.
    var refusal: [String] = []

    var testDescription: String { title }

    init(
        _ title: String, _ file: String, as format: InferenceFormat = .csv, options: [(String, String)] = [],
        columns: String = "", rows: [[String]] = [], reasons: [String: String] = [:], refusal: [String] = []
    ) {
        self.init(
            title, bytes: Array(file.utf8), as: format, options: options, columns: columns, rows: rows,
            reasons: reasons,
            refusal: refusal)
    }

    init(
        _ title: String, bytes: [UInt8], as format: InferenceFormat = .csv, options: [(String, String)] = [],
        columns: String = "", rows: [[String]] = [], reasons: [String: String] = [:], refusal: [String] = []
    ) {
        self.title = title
        self.format = format
        file = bytes
        self.options = options
        self.columns = columns
        self.rows = rows
        self.reasons = reasons
        self.refusal = refusal
    }

    /// Infers the file's dataset from pieces that end at the given offsets.
    func infer(cuts: [Int] = []) throws -> InferredDataset {
        var chosen = InferenceOptions()
        for (name, value) in options { try chosen.set(name, to: value) }
        var inference = DatasetInference(format: format, options: chosen)
        var start = 0
        for end in cuts + [file.count] {
            try inference.consume(Array(file[start..<end]))
            start = end
        }
        return try inference.finish()
    }
}

extension InferredDataset {
    /// `name:type` of each column, with `?` for a nullable one and `*` for the time column.
    var summary: String {
        columns.map { found in
            "\(found.column.name):\(found.column.type.rawValue)" + (found.column.nullable ? "?" : "")
                + (found.column.name == timeColumn ? "*" : "")
        }.joined(separator: " ")
    }
}
