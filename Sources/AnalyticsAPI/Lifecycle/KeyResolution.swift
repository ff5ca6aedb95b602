import Diagnostics
import HTTPTypes
import Models
import Storage

/// The treatment of rows with the keys of other ones: `Prefer: resolution=…`, as in PostgREST.
enum KeyResolution: String, CaseIterable, Sendable {
    /// The new row takes the place of the other one.
    case mergeDuplicates = "merge-duplicates"
    /// The new row is left out.
    case ignoreDuplicates = "ignore-duplicates"

    /// Reads the header.
    ///
    /// - Returns: `nil` if the client states none: then a row with the key of another one is refused.
    /// - Throws: ``APIError`` for another word, and if the dataset has no key that the client sees.
    static func preferred(_ headers: HTTPFields, for view: DatasetView) throws(APIError) -> KeyResolution? {
        guard let preference = headers.preference(.resolution) else { return nil }
        guard let resolution = KeyResolution(rawValue: preference.value) else {
            throw APIError(
                .invalidHeader,
                "Prefer: got \(preference.text.quotedForMessage), expected resolution=merge-duplicates or resolution=ignore-duplicates"
            )
        }
        guard !view.definition.key.isEmpty else {
            throw APIError(
                .invalidHeader,
                "Prefer: got \(preference.text.quotedForMessage), but \"\(view.name)\" has no \"key\", which is set when a dataset is created"
            )
        }
        return resolution
    }

    /// Returns the mode of an ingest by a client, which sets only columns and rows that exist for it.
    func mode(for view: DatasetView) -> IngestMode {
        switch self {
        case .mergeDuplicates: .merge(columns: view.visible, where: view.condition)
        case .ignoreDuplicates: .ignoreDuplicates
        }
    }
}
