extension Value where Wrapped: TemplateLiteral {
    /// A value known now.
    public static func literal(_ value: Wrapped) -> Value {
        Value(value.expression)
    }
}

extension Value: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
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

extension Value: ExpressibleByIntegerLiteral where Wrapped == Int {
    /// A whole number.
    public init(integerLiteral value: Int) {
        self.init(.integer(value))
    }
}

extension Value: ExpressibleByFloatLiteral where Wrapped == Double {
    /// A number.
    public init(floatLiteral value: Double) {
        self.init(.number(value))
    }
}

extension Value: ExpressibleByBooleanLiteral where Wrapped == Bool {
    /// A flag.
    public init(booleanLiteral value: Bool) {
        self.init(.boolean(value))
    }
}

/// Marks list types, so that `Value<[Element]>` can be written as `[a, b]` with values as elements.
public protocol TemplateList {
    /// What the list holds.
    associatedtype Element
}

extension Array: TemplateList {}

extension Value: ExpressibleByArrayLiteral where Wrapped: TemplateList {
    /// A list of values.
    public init(arrayLiteral elements: Value<Wrapped.Element>...) {
        self.init(.list(elements.map(\.expression)))
    }

    /// A list of values.
    public init(_ elements: [Value<Wrapped.Element>]) {
        self.init(.list(elements.map(\.expression)))
    }
}
