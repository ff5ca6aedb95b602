import HTTPTypes

extension HTTPFields {
    /// Returns the first preference with a name (RFC 7240, section 2).
    ///
    /// - Parameter name: The name in lower case.
    /// - Returns: The value in lower case and without quotes, empty if there is none, and the preference as sent; `nil` if the
    ///   client does not state it.
    func preference(_ name: String) -> (value: String, text: String)? {
        for preference in self[values: .prefer].flatMap({ $0.split(separator: ",") }) {
            let pair = preference.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                .map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased() }
            guard pair.first == name else { continue }
            return (pair.count == 2 ? pair[1] : "", String(preference))
        }
        return nil
    }
}
