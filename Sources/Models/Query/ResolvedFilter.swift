/// A condition with checked operands and values, which stores compile or evaluate.
public indirect enum ResolvedFilter: Sendable, Hashable {
    /// All conditions hold; true if empty.
    case and([ResolvedFilter])
    /// At least one condition holds; false if empty.
    case or([ResolvedFilter])
    /// The operand passes a test.
    ///
    /// The operand is an index: of a column in a row condition, of a measure in a group condition.
    case test(operand: Int, Test)

    /// A test of one value.
    ///
    /// A null passes no positive test and every negative one, so that every `not…` is the exact complement of its positive form.
    public enum Test: Sendable, Hashable {
        /// The value is null.
        case isNull
        /// The value is not null.
        case isNotNull
        /// The value is one of these, or null if `orNull` is `true`.
        case oneOf([Value], orNull: Bool)
        /// The value is not one of these; null passes unless `orNull` is `true`.
        case noneOf([Value], orNull: Bool)
        /// The value compares with a constant.
        case compare(Comparison, Value)
        /// The text contains one of these; the comparison is case-sensitive.
        case containsAny([String])
        /// The text contains none of these; null passes.
        case containsNone([String])
        /// The text begins with one of these.
        case startsWithAny([String])
        /// The text ends with one of these.
        case endsWithAny([String])
        /// The value lies in the half-open range `[from, to)`.
        case inRange(from: Value, to: Value)
        /// The value lies outside the half-open range `[from, to)`; null passes.
        case notInRange(from: Value, to: Value)
    }

    /// An order comparison.
    public enum Comparison: String, Sendable, Hashable { case greater, greaterOrEqual, less, lessOrEqual }

    /// The condition that always holds.
    public static let always = ResolvedFilter.and([])
}
