import HTTPTypes
import Models

/// What to do with bad rows: `Prefer: handling=…` (RFC 7240, section 4.4).
enum RowHandling: String, CaseIterable, Sendable {
    /// The first bad row refuses the batch.
    case strict
    /// Good rows go in, bad ones are counted.
    case lenient
}

extension RowHandling {
    /// Reads the header. Preferences that nobody knows are ignored, as RFC 7240 asks.
    ///
    /// - Returns: The handling, or `nil` if the client does not say.
    static func preferred(_ headers: HTTPFields) throws(Problem) -> RowHandling? {
        for preference in headers[values: .prefer].flatMap({ $0.split(separator: ",") }) {
            let pair = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                .map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased() }
            guard pair.first == "handling" else { continue }
            guard pair.count == 2, let handling = RowHandling(rawValue: pair[1]) else {
                throw Problem(
                    .invalidHeader,
                    "Prefer: got \(String(preference).quotedForMessage), expected handling=strict or handling=lenient")
            }
            return handling
        }
        return nil
    }
}

extension HTTPField.Name {
    /// RFC 7240.
    static let prefer = HTTPField.Name(validated: "Prefer")
    /// RFC 7240.
    static let preferenceApplied = HTTPField.Name(validated: "Preference-Applied")
    /// The IETF draft "The Idempotency-Key HTTP Header Field".
    static let weirConsistency = HTTPField.Name(validated: "X-Weir-Consistency")
    static let idempotencyKey = HTTPField.Name(validated: "Idempotency-Key")
    /// Says that an answer is that of an earlier request with the same key.
    static let idempotencyReplayed = HTTPField.Name(validated: "Idempotency-Replayed")
    /// The request's id.
    static let requestID = HTTPField.Name(validated: "X-Request-Id")
    /// RFC 8288.
    static let link = HTTPField.Name(validated: "Link")

    /// A name that is known to be a token.
    private init(validated name: StaticString) {
        // Literals above are tokens, so the other branch is never taken.
        self = HTTPField.Name("\(name)") ?? .date
    }
}
