extension MeasureItem: ExpressibleByStringLiteral {
    /// Creates a measure without an alias.
    public init(stringLiteral value: String) { self.init(value) }
}

extension OrderItem: ExpressibleByStringLiteral {
    /// Creates an ascending order.
    public init(stringLiteral value: String) { self.init(value) }
}

extension FilterValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// Creates a text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates a number.
    public init(integerLiteral value: Int64) { self = .number(String(value)) }
    /// Creates a number.
    public init(floatLiteral value: Double) { self = .number("\(value)") }
    /// Creates a Boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// Creates a null.
    public init(nilLiteral: ()) { self = .null }
}
