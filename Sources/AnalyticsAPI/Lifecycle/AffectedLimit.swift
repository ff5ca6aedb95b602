import Diagnostics
import HTTPTypes

/// The most rows that a request may change: `Prefer: max-affected=N`, as in PostgREST.
struct AffectedLimit: Hashable, Sendable {
    /// The number of rows, at least 0.
    let rows: Int64

    /// The preference as text, for `Preference-Applied`.
    var text: String { "max-affected=\(rows)" }

    /// Reads the header.
    ///
    /// - Returns: `nil` if the client states no limit.
    /// - Throws: ``APIError`` for a value that is not a number: ignoring it would allow any number of rows.
    static func preferred(_ headers: HTTPFields) throws(APIError) -> AffectedLimit? {
        guard let preference = headers.preference(.maxAffected) else { return nil }
        guard let rows = Int64(preference.value), rows >= 0 else {
            throw APIError(
                .invalidHeader,
                "Prefer: got \(preference.text.quotedForMessage), expected max-affected= and a number of rows, 0 or more"
            )
        }
        return AffectedLimit(rows: rows)
    }
}
