/// The valid values of a property, as a test and in words.
public struct ValidValues<Value> {
    /// The valid values in words, such as "a whole number from 2 to 3".
    public let expectation: String
    /// Returns a Boolean value that indicates whether a value is valid.
    public let contains: (Value) -> Bool
    /// Returns advice on an invalid value, such as "the nearest is 30".
    package let hint: (Value) -> String?

    /// Creates a set of valid values.
    /// - Parameters:
    ///   - expectation: The valid values in words that fit after "expected".
    ///   - hint: Returns advice on an invalid value.
    ///   - contains: Returns a Boolean value that indicates whether a value is valid.
    public init(
        _ expectation: String, hint: @escaping (Value) -> String? = { _ in nil }, contains: @escaping (Value) -> Bool
    ) {
        self.expectation = expectation
        self.contains = contains
        self.hint = hint
    }

    /// The same rule for a type that wraps the value.
    public func wrapped<Wrapper>(in value: @escaping (Wrapper) -> Value) -> ValidValues<Wrapper> {
        let (contains, hint) = (contains, hint)
        return ValidValues<Wrapper>(expectation, hint: { hint(value($0)) }, contains: { contains(value($0)) })
    }
}

extension ValidValues where Value == Int {
    /// The whole numbers of a range.
    public static func range(_ range: ClosedRange<Int>, unit: String? = nil) -> ValidValues {
        ValidValues(
            "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit.map { " (\($0))" } ?? "")",
            contains: range.contains)
    }

    /// Some whole numbers; an error names the nearest of them.
    public static func oneOf(_ numbers: [Int], unit: String? = nil) -> ValidValues {
        let listed = numbers.map(String.init).joined(separator: ", ")
        return ValidValues(
            "one of \(listed)\(unit.map { " (\($0))" } ?? "")",
            hint: { given in
                numbers.min { $0.distance(from: given) < $1.distance(from: given) }.map { "the nearest is \($0)" }
            },
            contains: numbers.contains)
    }
}

extension Int {
    /// The distance between two numbers, without overflow.
    fileprivate func distance(from other: Int) -> UInt {
        self > other ? UInt(bitPattern: self &- other) : UInt(bitPattern: other &- self)
    }
}
