import Diagnostics
import HTTPTypes

/// The preferences of this server about rows, for `Prefer` (RFC 7240).
enum RowPreference: String, CaseIterable, Sendable {
    /// The handling of invalid rows (RFC 7240, section 4.4).
    case handling
    /// The handling of rows with the keys of other rows.
    case resolution
    /// The most rows that a request may change.
    case maxAffected = "max-affected"

    /// The values, each with its preference: people often write them alone.
    fileprivate static let values: [(word: String, preference: String)] =
        RowHandling.allCases.map { ($0.rawValue, "\(handling.rawValue)=\($0.rawValue)") }
        + KeyResolution.allCases.map { ($0.rawValue, "\(resolution.rawValue)=\($0.rawValue)") }

    /// The requests that the preference applies to.
    fileprivate var requests: String {
        switch self {
        case .handling: "POST and PUT …/rows"
        case .resolution: "POST …/rows"
        case .maxAffected: "DELETE …/rows"
        }
    }
}

extension HTTPFields {
    /// Returns the first preference with a name (RFC 7240, section 2).
    ///
    /// - Returns: The value in lower case and without quotes, empty if there is none, and the preference as sent; `nil` if the
    ///   client does not state it.
    func preference(_ wanted: RowPreference) -> (value: String, text: String)? {
        for text in preferences {
            let (name, value) = Self.parts(text.prefix { $0 != ";" })
            if name == wanted.rawValue { return (value, String(text)) }
        }
        return nil
    }

    /// Refuses preferences that are meant for this server and have no effect: misspelt ones, values without their names, and
    /// those of other requests. All others are ignored, as RFC 7240 requires of unknown ones.
    ///
    /// - Parameter supported: The preferences of the route.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func checkPreferences(_ supported: [RowPreference]) throws(APIError) {
        for text in preferences {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                let (name, _) = Self.parts(part)
                guard let fault = Self.fault(name, isParameter: index > 0, supported) else { continue }
                throw APIError(.invalidHeader, "Prefer: got \(String(part).quotedForMessage), \(fault)")
            }
        }
    }

    /// Returns the remedy for a preference that would have no effect; `nil` for one to apply or to ignore.
    private static func fault(_ name: String, isParameter: Bool, _ supported: [RowPreference]) -> String? {
        let plain = name.replacing("_", with: "-")
        let words = RowPreference.values
        if let known = RowPreference(rawValue: name) {
            if isParameter { return "which follows a semicolon; separate preferences by commas" }
            // RFC 7240 defines this one for any request.
            if known == .handling || supported.contains(known) { return nil }
            return "which applies to \(known.requests) only; leave it out"
        }
        var search = NearestNameSearch()
        if let word = search.match(plain, among: words.map(\.word), within: 2),
            let meant = words.first(where: { $0.word == word })
        {
            return "expected \(meant.preference)"
        }
        let names = RowPreference.allCases.map(\.rawValue)
        return search.match(plain, among: names, within: 2).map { "which is no preference; did you mean \"\($0)\"?" }
    }

    /// The preferences, each with its parameters.
    var preferences: [Substring] {
        self[values: .prefer].flatMap { $0.split(separator: ",").map { Substring($0) } }
    }

    /// Returns the name and the value of a preference or a parameter, in lower case and without quotes; no value is empty.
    static func parts(_ text: Substring) -> (name: String, value: String) {
        let pair = text.split(separator: "=", maxSplits: 1)
            .map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased() }
        return (pair.first ?? "", pair.count == 2 ? pair[1] : "")
    }
}
