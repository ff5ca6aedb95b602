/// Finds the valid name a person most likely meant.
public enum NearestName {
    /// The candidate closest to `name` by optimal string alignment distance (insert, delete, replace, swap of neighbours),
    /// or `nil` when none is closer than about a third of its length.
    ///
    /// Case is ignored when measuring. Ties go to the candidate that comes first. The work is bounded: of very many candidates
    /// only the first are compared. What finds several mistakes in one request shares one ``NearestNameSearch``.
    ///
    /// - Parameters:
    ///   - name: What was given; anything past 64 bytes is not compared.
    ///   - candidates: The valid names.
    public static func match(_ name: String, among candidates: some Sequence<String>) -> String? {
        var search = NearestNameSearch()
        return search.match(name, among: candidates)
    }
}
