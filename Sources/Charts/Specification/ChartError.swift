/// A result that a chart cannot show.
package struct ChartError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part of the request to change.
    package enum Place: Sendable, Hashable {
        /// The kind of chart.
        case kind
        /// The measures as a whole.
        case measures
        /// A column of the result, by index.
        case column(Int)
    }

    /// The part of the request to change.
    package let place: Place
    /// The value got, the value expected and the remedy.
    package let description: String

    init(_ place: Place, _ description: String) {
        self.place = place
        self.description = description
    }
}
