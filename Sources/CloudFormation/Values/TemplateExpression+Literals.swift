extension TemplateExpression: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// Text.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Text with values inside, as `Fn::Sub`; plain text when every piece is known.
    public init(stringInterpolation: TextInterpolation) {
        self = stringInterpolation.expression
    }
}

extension TemplateExpression: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral {
    /// A whole number.
    public init(integerLiteral value: Int) {
        self = .integer(value)
    }

    /// A number with a fraction.
    public init(floatLiteral value: Double) {
        self = .number(value)
    }

    /// True or false.
    public init(booleanLiteral value: Bool) {
        self = .boolean(value)
    }
}

extension TemplateExpression: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// A list.
    public init(arrayLiteral elements: TemplateExpression...) {
        self = .list(elements)
    }

    /// An object in the order written.
    public init(dictionaryLiteral elements: (String, TemplateExpression)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
