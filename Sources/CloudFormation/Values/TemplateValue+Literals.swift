extension TemplateValue where Wrapped: TemplateLiteral {
    /// Creates a value that is known at synthesis.
    public static func literal(_ value: Wrapped) -> TemplateValue {
        TemplateValue(value.expression)
    }
}

extension TemplateValue: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation
where Wrapped == String {
    /// Creates a text.
    public init(stringLiteral value: String) {
        self.init(.string(value))
    }

    /// Creates a text with values inside: `Fn::Sub`, or plain text if every part is known.
    public init(stringInterpolation: TextInterpolation) {
        self.init(stringInterpolation.expression)
    }
}

extension TemplateValue: ExpressibleByIntegerLiteral where Wrapped == Int {
    /// Creates a whole number.
    public init(integerLiteral value: Int) {
        self.init(.integer(value))
    }
}

extension TemplateValue: ExpressibleByFloatLiteral where Wrapped == Double {
    /// Creates a number.
    public init(floatLiteral value: Double) {
        self.init(.number(value))
    }
}

extension TemplateValue: ExpressibleByBooleanLiteral where Wrapped == Bool {
    /// Creates a Boolean value.
    public init(booleanLiteral value: Bool) {
        self.init(.boolean(value))
    }
}

/// A list type; `TemplateValue<[Element]>` is then written `[a, b]` with values as elements.
public protocol TemplateList {
    /// The type of the elements.
    associatedtype Element
}

extension Array: TemplateList {}

extension TemplateValue: ExpressibleByArrayLiteral where Wrapped: TemplateList {
    /// Creates a list of values.
    public init(arrayLiteral elements: TemplateValue<Wrapped.Element>...) {
        self.init(.list(elements.map(\.expression)))
    }

    /// Creates a list of values.
    public init(_ elements: [TemplateValue<Wrapped.Element>]) {
        self.init(.list(elements.map(\.expression)))
    }
}
