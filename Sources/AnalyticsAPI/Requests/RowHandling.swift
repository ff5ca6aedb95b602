import Diagnostics
import HTTPTypes
import Models

/// The handling of invalid rows: `Prefer: handling=…` (RFC 7240, section 4.4).
enum RowHandling: String, CaseIterable, Sendable {
    /// The first invalid row rejects the batch.
    case strict
    /// Valid rows are written, invalid rows are counted.
    case lenient
}

extension RowHandling {
    /// Reads the header.
    ///
    /// - Returns: The handling, or `nil` if the client states none.
    static func preferred(_ headers: HTTPFields) throws(APIError) -> RowHandling? {
        guard let preference = headers.preference(.handling) else { return nil }
        guard let handling = RowHandling(rawValue: preference.value) else {
            throw APIError(
                .invalidHeader,
                "Prefer: got \(preference.text.quotedForMessage), expected handling=strict or handling=lenient")
        }
        return handling
    }
}
