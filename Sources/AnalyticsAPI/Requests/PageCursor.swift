import Diagnostics
import Models
import Storage

/// The position of the next page of rows: opaque text for clients, valid for one dataset.
struct PageCursor: Hashable, Sendable {
    /// The dataset's ``Models/Dataset/id``: a cursor of a dropped dataset is not valid for a new one of the same name.
    let dataset: Int64
    /// The last row id of the previous page.
    let after: Int64
    /// The data version of the previous page. The next page is never read from an older version, which could lack rows.
    let dataVersion: Int64

    /// Creates a cursor for the rows after a row.
    init(dataset: Int64, after: Int64, dataVersion: Int64) {
        self.dataset = dataset
        self.after = after
        self.dataVersion = dataVersion
    }

    /// The cursor as text.
    var text: String { [dataset, after, dataVersion].map { String($0, radix: 36) }.joined(separator: ".") }

    /// The version of the dataset that the previous page was read from.
    var seen: DatasetVersion { DatasetVersion(dataVersion, of: dataset) }

    /// Parses a cursor.
    init(_ text: String) throws(APIError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0, radix: 36) }
        guard parts.count == 3, let id = parts[0], let after = parts[1], let version = parts[2], after >= 0 else {
            throw Self.unreadable(text)
        }
        self.init(dataset: id, after: after, dataVersion: version)
        guard self.text == text else { throw Self.unreadable(text) }
    }

    private static func unreadable(_ text: String) -> APIError {
        let detail = "got \(text.quotedForMessage), expected the \"next\" of a previous page"
        return APIError(
            .invalidCursor, detail,
            items: [APIError.Item(parameter: "cursor", code: "invalid_cursor", detail: detail)])
    }

    /// Rejects a cursor of another dataset.
    func check(_ dataset: Dataset) throws(APIError) {
        guard self.dataset == dataset.id else {
            throw APIError(
                .invalidCursor,
                "the cursor belongs to another dataset, or to one that was dropped; start again without a cursor")
        }
    }
}
