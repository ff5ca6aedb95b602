import Models

/// Where the next page of rows begins, as clients carry it: opaque text, good for one dataset.
struct PageCursor: Hashable, Sendable {
    /// The dataset's ``Models/Dataset/id``: a cursor of a dropped dataset does not fit its successor.
    let dataset: Int64
    /// The last row id of the page before.
    let after: Int64

    /// Begins after a row.
    init(dataset: Int64, after: Int64) {
        self.dataset = dataset
        self.after = after
    }

    /// The cursor as text.
    var text: String { "\(String(dataset, radix: 36)).\(String(after, radix: 36))" }

    /// Reads a cursor of this dataset.
    init(_ text: String, of dataset: Dataset) throws(Problem) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[0], radix: 36), let after = Int64(parts[1], radix: 36), after >= 0,
            "\(String(id, radix: 36)).\(String(after, radix: 36))" == text
        else {
            throw Problem(
                .invalidCursor, "got \(text.quotedForMessage), expected the \"next\" of a page, unchanged",
                items: [
                    Problem.Item(
                        parameter: "cursor", code: "invalid_cursor",
                        detail: "got \(text.quotedForMessage), expected the \"next\" of a page, unchanged")
                ])
        }
        guard id == dataset.id else {
            throw Problem(
                .invalidCursor, "the cursor is of another dataset, or of one that was dropped; begin without a cursor")
        }
        self.init(dataset: id, after: after)
    }
}
