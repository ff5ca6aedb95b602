import Models
import Storage

/// Where the next page of rows begins, as clients carry it: opaque text, good for one dataset.
struct PageCursor: Hashable, Sendable {
    /// The dataset's ``Models/Dataset/id``: a cursor of a dropped dataset does not fit its successor.
    let dataset: Int64
    /// The last row id of the page before.
    let after: Int64
    /// The data version of the page before: the next one is never of an older state, in which rows could be missing.
    let dataVersion: Int64

    /// Begins after a row.
    init(dataset: Int64, after: Int64, dataVersion: Int64) {
        self.dataset = dataset
        self.after = after
        self.dataVersion = dataVersion
    }

    /// The cursor as text.
    var text: String { [dataset, after, dataVersion].map { String($0, radix: 36) }.joined(separator: ".") }

    /// The state that the page before was of.
    var seen: DatasetVersion { DatasetVersion(dataVersion, of: dataset) }

    /// Reads a cursor.
    init(_ text: String) throws(Problem) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0, radix: 36) }
        guard parts.count == 3, let id = parts[0], let after = parts[1], let version = parts[2], after >= 0 else {
            throw Self.unreadable(text)
        }
        self.init(dataset: id, after: after, dataVersion: version)
        guard self.text == text else { throw Self.unreadable(text) }
    }

    private static func unreadable(_ text: String) -> Problem {
        let detail = "got \(text.quotedForMessage), expected the \"next\" of a page, unchanged"
        return Problem(
            .invalidCursor, detail,
            items: [Problem.Item(parameter: "cursor", code: "invalid_cursor", detail: detail)])
    }

    /// Refuses a cursor of another dataset.
    func check(_ dataset: Dataset) throws(Problem) {
        guard self.dataset == dataset.id else {
            throw Problem(
                .invalidCursor, "the cursor is of another dataset, or of one that was dropped; begin without a cursor")
        }
    }
}
