import Basics
import Diagnostics
import Models
import Storage

/// The body of a request that writes one row: an object of columns, optionally with the `_id` and `_version` of the row that
/// the client read.
struct RowDocument {
    /// The key of a row's version, in answers and in bodies.
    static let versionKey = "_version"

    /// The body's `_version`, which the row must still have.
    let version: Int64?
    private let members: [JSONMember]

    /// Parses a body.
    ///
    /// - Throws: ``APIError`` if the body is not a JSON object, or its `_id` is not the row's.
    init(_ body: [UInt8], row: Int64) throws(APIError) {
        // A json column holds 64 levels, as in an upload, inside the row's own object.
        let json = try RequestDocument.parse(body, maximumDepth: 65)
        guard case .object(let members) = json else {
            throw APIError(row: [.shape(at: "", got: json, expected: "an object of columns")])
        }
        var items: [APIError.Item] = []
        var version: Int64?
        for member in members {
            switch member.key {
            case RowListRoute.idColumn where member.value != .number(String(row)):
                items.append(.value(member, expected: "\(row), the id of the row in the path, or no such key"))
            case Self.versionKey:
                guard case .number(let text) = member.value, let number = Int64(text), number > 0 else {
                    items.append(.value(member, expected: "the row's version as it was read, or no such key"))
                    continue
                }
                version = number
            default: break
            }
        }
        guard items.isEmpty else { throw APIError(row: items) }
        self.version = version
        self.members = members.filter { $0.key != RowListRoute.idColumn && $0.key != Self.versionKey }
    }

    /// Returns the values of a whole row. Columns that the body leaves out are null.
    func replacement(for dataset: DatasetDefinition) throws(APIError) -> [Value] {
        try values(of: dataset.columns, in: dataset)
    }

    /// Returns the columns in the body with their values.
    func patch(for dataset: DatasetDefinition) throws(APIError) -> [RowAssignment] {
        let keys = Set(members.map(\.key))
        let named = dataset.columns.indices.filter { keys.contains(dataset.columns[$0].name.rawValue) }
        let values = try values(of: named.map { dataset.columns[$0] }, in: dataset)
        return zip(named, values).map { RowAssignment(column: $0, value: $1) }
    }

    /// Returns the values of these columns. Members that no column of the dataset has are mistakes.
    private func values(of columns: [Column], in dataset: DatasetDefinition) throws(APIError) -> [Value] {
        let known = Set(dataset.columns.map(\.name.rawValue))
        var items = ErrorList<APIError.Item>()
        for member in members where !items.isFull && !known.contains(member.key) {
            let nearest = items.nearest { $0.column(member.key, among: dataset.columns) }
            items.append(.unknownColumn(member.key, nearest: nearest))
        }
        let row = JSONObjectRow(members, columns: columns)
        for error in row.errors where !items.isFull { items.append(APIError.Item(row: error)) }
        guard items.isEmpty else { throw APIError(row: items.all) }
        return row.values
    }
}

extension APIError {
    /// A change that the database rejects although the body is valid.
    init(rejected error: RowError) {
        self.init(
            .invalidRow, "the row is unchanged, because the database rejected the change: " + error.sentence,
            items: [Item(rejected: error)])
    }

    /// A body that is not a row of the dataset.
    fileprivate init(row items: [Item]) {
        let first = items.first.map { item in
            (item.pointer.map { $0.isEmpty ? "" : $0 + ": " } ?? "") + item.detail
                + NearestName.hint(item.nearest)
        }
        self.init(.invalidRow, first ?? "the body is not a row of the dataset", items: items)
    }
}

extension APIError.Item {
    /// A mistake in the row, with a pointer to the member of the body.
    fileprivate init(row error: RowError) {
        self.init(error)
        line = nil
        pointer = error.column.map { JSONPointer.appending($0, to: "") } ?? ""
    }

    fileprivate init(rejected error: RowError) {
        self.init(row: error)
        if error.column == nil { pointer = nil }
    }

    fileprivate static func unknownColumn(_ key: String, nearest: String?) -> APIError.Item {
        APIError.Item(
            pointer: JSONPointer.appending(key, to: ""), code: RowError.Code.unknownColumn.rawValue,
            detail: "got \(key.quotedForMessage), expected a column of the dataset", got: key.quotedForMessage,
            expected: "a column of the dataset", nearest: nearest)
    }

    fileprivate static func value(_ member: JSONMember, expected: String) -> APIError.Item {
        let got = member.value.description.quotedForMessage
        return APIError.Item(
            pointer: "/" + member.key, code: RowError.Code.invalidValue.rawValue,
            detail: "got \(got), expected \(expected)", got: got, expected: expected)
    }
}
