import HTTPTypes
import Models
import Storage

/// The precondition of a request that changes a row: `If-Match` (RFC 9110, section 13.1.1).
struct RowPrecondition {
    /// The condition that the store tests.
    private(set) var condition = RowCondition.always

    /// Reads the header. `*` requires an existing row, which every change requires anyway.
    ///
    /// - Throws: ``APIError`` if the header is not valid.
    init(_ headers: HTTPFields, row: Int64, of dataset: DatasetView) throws(APIError) {
        guard let text = headers[.ifMatch], let tags = try EntityTag.list(text, header: "If-Match") else { return }
        condition = .version(in: Set(tags.compactMap { $0.version(ofRow: row, in: dataset) }))
    }

    /// Narrows the condition to one version.
    mutating func require(_ version: Int64) {
        condition = .version(in: condition.holds(for: version) ? [version] : [])
    }
}

extension EntityTag {
    /// Creates the tag of a row. It includes the number of columns and the version of their definition, because a change of
    /// columns changes the row's representation although the row is not written, and the view, because another client's
    /// representation may lack columns.
    ///
    /// - Parameters:
    ///   - definition: The ``Models/Dataset/definitionVersion``.
    ///   - view: The ``DatasetView/fingerprint``.
    init(dataset: Int64, row: Int64, version: Int64, columns: Int, definition: Int64, view: String? = nil) {
        var parts = [dataset, row, version, Int64(columns)].map { String($0, radix: 36) }
        if definition > 0 { parts[3] += "." + String(definition, radix: 36) }
        parts += [view].compactMap(\.self)
        self.init(isWeak: false, opaque: parts.joined(separator: "-"))
    }

    /// Creates the tag of a row in a view.
    init(row: Int64, version: Int64, of view: DatasetView) {
        self.init(
            dataset: view.dataset.id, row: row, version: version, columns: view.columns.count,
            definition: view.dataset.definitionVersion, view: view.fingerprint)
    }

    /// Returns the version in the tag, if the tag belongs to this row and the dataset's current columns. A weak tag never
    /// matches: `If-Match` uses the strong comparison.
    fileprivate func version(ofRow row: Int64, in view: DatasetView) -> Int64? {
        let parts = opaque.split(separator: "-", omittingEmptySubsequences: false)
        guard !isWeak, parts.count >= 4, let version = Int64(parts[2], radix: 36) else { return nil }
        return EntityTag(row: row, version: version, of: view) == self ? version : nil
    }
}
