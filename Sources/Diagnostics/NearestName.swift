/// A spelling correction for names.
package enum NearestName {
    /// Returns the candidate nearest to `name` by optimal string alignment distance (insertion, deletion, substitution,
    /// transposition of neighbours); `nil` if all are farther than about a third of the name's length.
    ///
    /// The comparison ignores case. Among equally near candidates, the first one wins. The work is bounded: of very many candidates,
    /// only the first are compared. A request with several errors shares one ``NearestNameSearch``.
    ///
    /// - Parameters:
    ///   - name: The unknown name, of which the first 64 bytes are compared.
    ///   - candidates: The valid names.
    package static func match(_ name: String, among candidates: some Sequence<String>) -> String? {
        var search = NearestNameSearch()
        return search.match(name, among: candidates)
    }

    /// Returns the hint for an error about an unknown name: `; did you mean "…"?`, or an empty string without a match.
    package static func hint(for name: String, among candidates: some Sequence<String>) -> String {
        hint(match(name, among: candidates))
    }

    /// Returns the hint for an error whose nearest valid name is known: `; did you mean "…"?`, or an empty string for nil.
    package static func hint(_ nearest: String?) -> String {
        nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    }
}
