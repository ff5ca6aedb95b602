extension TemplateValue where Wrapped: TemplateLiteral {
    /// A value known now.
    public static func literal(_ value: Wrapped) -> TemplateValue {
        TemplateValue(value.expression)
    }
}

extension TemplateValue: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation
where Wrapped == String {
    /// Text.
    public init(stringLiteral value: String) {
        self.init(.string(value))
    }

    /// Text with values inside; becomes `Fn::Sub` when CloudFormation has something to resolve.
    public init(stringInterpolation: TextInterpolation) {
        self.init(stringInterpolation.expression)
    }
}

extension TemplateValue: ExpressibleByIntegerLiteral where Wrapped == Int {
    /// A whole number.
    public init(integerLiteral value: Int) {
        self.init(.integer(value))
    }
}

extension TemplateValue: ExpressibleByFloatLiteral where Wrapped == Double {
    /// A number.
    public init(floatLiteral value: Double) {
        self.init(.number(value))
    }
}

extension TemplateValue: ExpressibleByBooleanLiteral where Wrapped == Bool {
    /// A flag.
    public init(booleanLiteral value: Bool) {
        self.init(.boolean(value))
    }
}

/// Marks list types, so that `TemplateValue<[Element]>` can be written as `[a, b]` with values as elements.
public protocol TemplateList {
    /// What the list holds.
    associatedtype Element
}

extension Array: TemplateList {}

extension TemplateValue: ExpressibleByArrayLiteral where Wrapped: TemplateList {
    /// A list of values.
    public init(arrayLiteral elements: TemplateValue<Wrapped.Element>...) {
        self.init(.list(elements.map(\.expression)))
    }

    /// A list of values.
    public init(_ elements: [TemplateValue<Wrapped.Element>]) {
        self.init(.list(elements.map(\.expression)))
    }
}
