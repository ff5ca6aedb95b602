/// A former name of a column in a query.
package struct FormerName: Sendable, Hashable {
    /// The name in the query.
    package let name: String
    /// The column's present name.
    package let column: Identifier

    /// The warning to the client.
    package var warning: String {
        "the column \"\(name)\" is called \"\(column)\" now; use the new name, because the old one may be given up"
    }
}
