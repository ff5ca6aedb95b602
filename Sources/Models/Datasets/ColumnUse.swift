/// What a column is asked for, as the person who makes the dataset knows it.
///
/// A wish and no promise: a store keeps the index that serves the use best, or none.
public enum ColumnUse: String, Sendable, Hashable, CaseIterable {
    /// Few rows are picked by their exact value, or by how it begins: ids, names, codes.
    case lookup
    /// Spans of values are picked, and values grow with the time of arrival: sequence numbers, times of receipt.
    case range

    /// Whether columns of a type can be used so.
    ///
    /// A range needs values of bounded size, and an order that can follow arrival: text and truth have not both. JSON has no
    /// order at all.
    public func applies(to type: ColumnType) -> Bool {
        switch self {
        case .lookup: type.isComparable
        case .range: type.isNumeric || type.isTime
        }
    }
}
