import Models
import Storage

/// The body of a request that writes one row: an object of columns, perhaps with the `_id` and `_version` it was read with.
struct RowDocument {
    /// The key of a row's version, in answers and in bodies.
    static let versionKey = "_version"

    /// The version that the sender read, if the body says so: a row that is sent back as it came expects what it came from.
    let version: Int64?
    private let members: [JSONMember]

    /// Reads a body.
    ///
    /// - Throws: ``Problem`` when it is no JSON object, or its `_id` is another row's.
    init(_ body: [UInt8], row: Int64) throws(Problem) {
        let json = try RequestDocument.parse(body, maximumDepth: 256)
        guard case .object(let members) = json else {
            throw Problem(row: [.shape(at: "", got: json, expected: "an object of columns")])
        }
        var items: [Problem.Item] = []
        var version: Int64?
        for member in members {
            switch member.key {
            case RowListRoute.idColumn where member.value != .number(String(row)):
                items.append(.value(member, expected: "\(row), the row's own id, or no such key"))
            case Self.versionKey:
                guard case .number(let text) = member.value, let number = Int64(text), number > 0 else {
                    items.append(.value(member, expected: "the version that was read, or no such key"))
                    continue
                }
                version = number
            default: break
            }
        }
        guard items.isEmpty else { throw Problem(row: items) }
        self.version = version
        self.members = members.filter { $0.key != RowListRoute.idColumn && $0.key != Self.versionKey }
    }

    /// The values of a whole row; what the body leaves out is null.
    func replacement(for dataset: DatasetDefinition) throws(Problem) -> [Value] {
        try values(of: dataset.columns, in: dataset)
    }

    /// The columns that the body names, with their values.
    func patch(for dataset: DatasetDefinition) throws(Problem) -> [RowAssignment] {
        let keys = Set(members.map(\.key))
        let named = dataset.columns.indices.filter { keys.contains(dataset.columns[$0].name.rawValue) }
        let values = try values(of: named.map { dataset.columns[$0] }, in: dataset)
        return zip(named, values).map { RowAssignment(column: $0, value: $1) }
    }

    /// Reads the members as a row of these columns, the way rows are read on their way in.
    private func values(of columns: [Column], in dataset: DatasetDefinition) throws(Problem) -> [Value] {
        let names = dataset.columns.map(\.name.rawValue)
        let known = Set(names)
        var items = MistakeList<Problem.Item>()
        for member in members where !items.isFull && !known.contains(member.key) {
            let nearest = items.nearest(to: member.key, among: names)
            items.append(.unknownColumn(member.key, nearest: nearest))
        }
        guard !columns.isEmpty, !items.isFull else {
            guard items.isEmpty else { throw Problem(row: items.found) }
            return []
        }
        var parser = try Self.parser(columns, dataset.name)
        let text = Array(JSONValue.object(members.filter { known.contains($0.key) }).description.utf8)
        let reading = text.withUnsafeBytes { bytes in
            Result { () throws(RowError) in
                try parser.consume(bytes)
                try parser.finish()
            }
        }
        if case .failure(let error) = reading { items.append(Problem.Item(row: error)) }
        for error in parser.errors { items.append(Problem.Item(row: error)) }
        guard items.isEmpty, parser.pendingRows == 1 else { throw Problem(row: items.found) }
        return parser.takeBatch()[0]
    }

    private static func parser(_ columns: [Column], _ name: Identifier) throws(Problem) -> JSONRowParser {
        do {
            return JSONRowParser(dataset: try DatasetDefinition(name: name, columns: columns))
        } catch {
            // Columns of a dataset that exists, so this does not happen.
            throw Problem(definition: error)
        }
    }
}

extension Problem {
    /// A row that the database does not let become so, or go, though nothing is wrong with the body.
    init(refused error: RowError) {
        self.init(
            .invalidRow, "the row is as it was, as the database refuses the change: " + error.sentence,
            items: [Item(refused: error)])
    }

    /// A body that is no row of the dataset.
    fileprivate init(row items: [Item]) {
        let first = items.first.map { item in
            (item.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? "") + item.detail
                + (item.nearest.map { "; did you mean \"\($0)\"?" } ?? "")
        }
        self.init(.invalidRow, first ?? "the body is no row of the dataset", items: items)
    }
}

extension Problem.Item {
    /// What is wrong with the row, at the member of the body that it is about.
    fileprivate init(row error: RowError) {
        self.init(error)
        line = nil
        pointer = error.column.map { "/" + JSONObject.escape($0) } ?? ""
    }

    fileprivate init(refused error: RowError) {
        self.init(row: error)
        if error.column == nil { pointer = nil }
    }

    fileprivate static func unknownColumn(_ key: String, nearest: String?) -> Problem.Item {
        Problem.Item(
            pointer: "/" + JSONObject.escape(key), code: RowError.Code.unknownColumn.rawValue,
            detail: "got \(key.quotedForMessage), expected a column of the dataset", got: key.quotedForMessage,
            expected: "a column of the dataset", nearest: nearest)
    }

    fileprivate static func value(_ member: JSONMember, expected: String) -> Problem.Item {
        let got = member.value.description.quotedForMessage
        return Problem.Item(
            pointer: "/" + member.key, code: RowError.Code.invalidValue.rawValue,
            detail: "got \(got), expected \(expected)", got: got, expected: expected)
    }
}
