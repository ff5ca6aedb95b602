/// The rule about a property's values.
public struct PropertyRule<Root> {
    /// The property's name.
    public let property: String
    private let check: (Root) -> PropertyFault?
    private let words: (Root) -> String

    /// Creates a rule.
    /// - Parameters:
    ///   - property: The property's name.
    ///   - value: The property's value; nil is valid.
    ///   - valid: The valid values.
    public init<Value>(_ property: String, _ value: @escaping (Root) -> Value?, _ valid: ValidValues<Value>) {
        self.init(property, value) { _ in valid }
    }

    /// Creates a rule that depends on other properties.
    public init<Value>(
        _ property: String, _ value: @escaping (Root) -> Value?, _ valid: @escaping (Root) -> ValidValues<Value>
    ) {
        self.property = property
        words = { valid($0).expectation }
        check = { root in
            guard let value = value(root) else { return nil }
            let valid = valid(root)
            guard !valid.contains(value) else { return nil }
            let got = (value as? String).map { "\"\($0)\"" } ?? String(describing: value)
            return PropertyFault(
                property: property, got: got, expected: valid.expectation + (valid.hint(value).map { "; " + $0 } ?? ""))
        }
    }

    private init(
        property: String, check: @escaping (Root) -> PropertyFault?, words: @escaping (Root) -> String
    ) {
        self.property = property
        self.check = check
        self.words = words
    }

    /// The same rule for a part of a larger value, such as the task of a service.
    /// - Parameters:
    ///   - name: The part's name in front of the property's; nil leaves the property's name.
    ///   - part: The part; a value without it is valid.
    public func within<Whole>(_ name: String? = nil, _ part: @escaping (Whole) -> Root?) -> PropertyRule<Whole> {
        let full = name.map { "\($0).\(property)" } ?? property
        return PropertyRule<Whole>(
            property: full,
            check: { whole in
                part(whole).flatMap(check).map { PropertyFault(property: full, got: $0.got, expected: $0.expected) }
            },
            words: { whole in part(whole).map(words) ?? "" })
    }

    /// The fault of the property; nil if its value is valid.
    public func fault(in root: Root) -> PropertyFault? { check(root) }

    /// The valid values in words, such as "a whole number from 2 to 3".
    public func expectation(in root: Root) -> String { words(root) }
}
