/// A list price of AWS in a region, with its published source.
package struct Price: Sendable, Hashable, Encodable {
    /// The price's key, such as `nat.hour`.
    package let key: String
    /// US dollars per unit.
    package let dollars: Double
    /// The unit, such as `hour`.
    package let unit: String
    /// The published source: a price list's offer file, or a page of AWS by its title.
    package let source: String
    /// The day on which the source had this price, as `2026-09-11`.
    package let date: String

    /// Creates a price.
    package init(_ key: String, _ dollars: Double, per unit: String, _ source: String, on date: String) {
        self.key = key
        self.dollars = dollars
        self.unit = unit
        self.source = source
        self.date = date
    }
}
