/// The way in which queries filter by a column.
///
/// A hint: a store keeps the index that serves the use best, or no index.
public enum ColumnUse: String, Sendable, Hashable, CaseIterable {
    /// Few rows are selected by an exact value or a prefix: ids, names, codes.
    case lookup
    /// Ranges of values are selected, and values grow with the time of arrival: sequence numbers, times of receipt.
    case range

    /// Returns whether columns of a type can have this use.
    ///
    /// A range needs values of bounded size and an order that can follow arrival: neither strings nor Booleans have both. JSON
    /// has no order.
    public func applies(to type: ColumnType) -> Bool {
        switch self {
        case .lookup: type.isComparable
        case .range: type.isNumeric || type.isTime
        }
    }
}
