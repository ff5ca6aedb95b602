import HTTPTypes
import Models
import Storage

/// What a request to change a row expects the row to be: `If-Match` (RFC 9110, section 13.1.1).
struct RowPrecondition {
    /// What the store is to test.
    private(set) var condition = RowCondition.always

    /// Reads the header. `*` asks for a row that is there, which every change needs anyway.
    ///
    /// - Throws: ``Problem`` when it cannot be read.
    init(_ headers: HTTPFields, row: Int64, of dataset: Dataset) throws(Problem) {
        guard let text = headers[.ifMatch], let tags = try EntityTag.list(text, header: "If-Match") else { return }
        condition = .version(in: Set(tags.compactMap { $0.version(ofRow: row, in: dataset) }))
    }

    /// Narrows the expectation to one version.
    mutating func require(_ version: Int64) {
        condition = .version(in: condition.holds(for: version) ? [version] : [])
    }
}

extension EntityTag {
    /// Names one row as it is. The number of columns is part of it, because an added column changes what a reader gets,
    /// though the row has not been written.
    init(dataset: Int64, row: Int64, version: Int64, columns: Int) {
        let parts = [dataset, row, version, Int64(columns)].map { String($0, radix: 36) }
        self.init(isWeak: false, opaque: parts.joined(separator: "-"))
    }

    /// The version that the tag names, if it is one of this row as the dataset's columns are now. Weak tags never are:
    /// `If-Match` compares strongly.
    fileprivate func version(ofRow row: Int64, in dataset: Dataset) -> Int64? {
        let parts = opaque.split(separator: "-", omittingEmptySubsequences: false)
        guard !isWeak, parts.count == 4, let version = Int64(parts[2], radix: 36) else { return nil }
        let tag = EntityTag(dataset: dataset.id, row: row, version: version, columns: dataset.columns.count)
        return tag == self ? version : nil
    }
}
