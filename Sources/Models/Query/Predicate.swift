/// A condition whose operands and values have been checked: what stores compile and evaluate.
public indirect enum Predicate: Sendable, Hashable {
    /// All hold; true when empty.
    case and([Predicate])
    /// One at least holds; false when empty.
    case or([Predicate])
    /// The operand (an index: of a column in a row condition, of a measure in a group condition) passes a test.
    case test(operand: Int, Test)

    /// What is asked of one value. A null passes none of the positive tests and all of the negative ones, so that every
    /// `not…` is the exact complement of its positive form.
    public enum Test: Sendable, Hashable {
        /// There is no value.
        case isNull
        /// There is a value.
        case isNotNull
        /// The value is one of these, or null if so said.
        case oneOf([Value], orNull: Bool)
        /// The value is none of these; null passes unless `orNull` says that null is one of them.
        case noneOf([Value], orNull: Bool)
        /// Greater, less, or equal as named.
        case compare(Comparison, Value)
        /// The text contains one of these, case and all.
        case containsAny([String])
        /// The text contains none of these; null passes.
        case containsNone([String])
        /// The text begins with one of these.
        case startsWithAny([String])
        /// The text ends with one of these.
        case endsWithAny([String])
        /// In the half-open range `[from, to)`.
        case inRange(from: Value, to: Value)
        /// Not in the half-open range `[from, to)`; null passes.
        case notInRange(from: Value, to: Value)
    }

    /// An order comparison.
    public enum Comparison: String, Sendable, Hashable { case greater, greaterOrEqual, less, lessOrEqual }

    /// The condition that always holds.
    public static let always = Predicate.and([])
}
