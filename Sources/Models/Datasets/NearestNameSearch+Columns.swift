package import Diagnostics

extension NearestNameSearch {
    /// Returns the name of the column that a text means: the only one whose name or label the text is a part of, such as
    /// `umsatz_eur` for `Umsatz`, or the nearest name.
    ///
    /// - Parameters:
    ///   - text: The unknown name.
    ///   - columns: The columns that exist for the client.
    ///   - others: Further valid names.
    package mutating func column(_ text: String, among columns: [Column], and others: [String] = []) -> String? {
        let name = Identifier(suggestedBy: text)?.rawValue ?? text
        let names = columns.map(\.name.rawValue)
        var found = places(ofPart: name, among: names)
        if found.isEmpty { found = places(ofPart: text, among: columns.lazy.map { $0.label ?? "" }) }
        if found.count == 1 { return names[found[0]] }
        return match(text, among: names + others)
    }
}

extension [Column] {
    /// Returns the name of the column that a text means; see ``Diagnostics/NearestNameSearch/column(_:among:and:)``.
    package func nearestName(to text: String) -> String? {
        var search = NearestNameSearch()
        return search.column(text, among: self)
    }

    /// The names in parentheses for a message about an unknown name without a nearest one; empty for more than twenty.
    package var namesForMessage: String {
        isEmpty || count > 20 ? "" : " (it has \(map(\.name.rawValue).joined(separator: ", ")))"
    }
}
