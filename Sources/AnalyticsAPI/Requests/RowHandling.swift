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
    /// Reads the header. Unknown preferences are ignored, as RFC 7240 requires.
    ///
    /// - Returns: The handling, or `nil` if the client states none.
    static func preferred(_ headers: HTTPFields) throws(APIError) -> RowHandling? {
        for preference in headers[values: .prefer].flatMap({ $0.split(separator: ",") }) {
            let pair = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                .map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased() }
            guard pair.first == "handling" else { continue }
            guard pair.count == 2, let handling = RowHandling(rawValue: pair[1]) else {
                throw APIError(
                    .invalidHeader,
                    "Prefer: got \(String(preference).quotedForMessage), expected handling=strict or handling=lenient")
            }
            return handling
        }
        return nil
    }
}
