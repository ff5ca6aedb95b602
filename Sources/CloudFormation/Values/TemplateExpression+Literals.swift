extension TemplateExpression: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// Creates a text.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Creates a text with values inside: `Fn::Sub`, or plain text if every part is known.
    public init(stringInterpolation: TextInterpolation) {
        self = stringInterpolation.expression
    }
}

extension TemplateExpression: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral {
    /// Creates a whole number.
    public init(integerLiteral value: Int) {
        self = .integer(value)
    }

    /// Creates a number with a fraction.
    public init(floatLiteral value: Double) {
        self = .number(value)
    }

    /// Creates a Boolean value.
    public init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

extension TemplateExpression: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// Creates a list.
    public init(arrayLiteral elements: TemplateExpression...) {
        self = .list(elements)
    }

    /// Creates an object with its members in this order.
    public init(dictionaryLiteral elements: (String, TemplateExpression)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
