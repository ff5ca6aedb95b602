/// A value of a request or a response: a JSON value, or the tree of a form's fields.
///
/// Numbers keep their text, as templates do.
package enum FakeValue: Sendable, Hashable {
    /// The absence of a value.
    case null
    /// A Boolean.
    case bool(Bool)
    /// A number by its text.
    case number(String)
    /// A string.
    case string(String)
    /// An array.
    case array([FakeValue])
    /// An object.
    case object([String: FakeValue])

    /// The member of an object; nil for a missing or null one, and for other values.
    package subscript(key: String) -> FakeValue? {
        get {
            guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
            return value
        }
        set {
            var members = members
            members[key] = newValue
            self = .object(members)
        }
    }

    /// The members of an object; empty for other values.
    package var members: [String: FakeValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// The elements of an array, also of a list in a form with a name of its own for its members; empty for other values.
    package var elements: [FakeValue] {
        switch self {
        case .array(let elements): elements
        case .object(let members):
            if members.count == 1, case .array(let elements)? = members.values.first { elements } else { [] }
        default: []
        }
    }

    /// The text of a string, a number or a Boolean; nil for other values.
    package var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The integer of a number or of a string with one.
    package var integer: Int? { text.flatMap { Int($0) } }

    /// The Boolean of a Boolean, or of a string `true` or `false`.
    package var boolean: Bool? {
        switch text?.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The texts of an array's elements.
    package var texts: [String] { elements.compactMap(\.text) }

    /// The value at a path of members and indices, such as `["Tags", "0", "Key"]`.
    package subscript(path path: some Sequence<String>) -> FakeValue? {
        var value = self
        for part in path {
            if let index = Int(part), case .array(let elements) = value, elements.indices.contains(index) {
                value = elements[index]
            } else if let next = value[part] {
                value = next
            } else {
                return nil
            }
        }
        return value
    }

    /// Returns the value with every string, number and Boolean as a string, as CloudFormation compares properties.
    package var asTexts: FakeValue {
        switch self {
        case .null: .null
        case .bool, .number, .string: .string(text ?? "")
        case .array(let elements): .array(elements.map(\.asTexts))
        case .object(let members): .object(members.mapValues(\.asTexts))
        }
    }
}

extension FakeValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Creates a string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// Creates a Boolean.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates a number.
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    /// Creates an array.
    package init(arrayLiteral elements: FakeValue...) { self = .array(elements) }
    /// Creates an object; a null member is omitted.
    package init(dictionaryLiteral elements: (String, FakeValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }).filter { $0.value != .null })
    }
    /// Creates the absence of a value.
    package init(nilLiteral: ()) { self = .null }

    /// Creates a string, or null from nil.
    package init(_ text: String?) { self = text.map(FakeValue.string) ?? .null }
    /// Creates a number, or null from nil.
    package init(_ number: Int?) { self = number.map { .number(String($0)) } ?? .null }
    /// Creates a number, or null from nil.
    package init(_ number: Double?) { self = number.map { .number("\($0)") } ?? .null }
    /// Creates a Boolean, or null from nil.
    package init(_ value: Bool?) { self = value.map(FakeValue.bool) ?? .null }
    /// Creates an array of strings.
    package init(_ texts: [String]) { self = .array(texts.map(FakeValue.string)) }
    /// Creates an object of strings.
    package init(_ texts: [String: String]) { self = .object(texts.mapValues(FakeValue.string)) }
}
