/// A property's type that has a text form, for environment files and command lines.
package protocol TextReadable {
    /// Reads the text form; nil if the text does not have it. The property's rule decides on the value.
    init?(text: String)
    /// The text form in words, such as "a whole number".
    static var form: String { get }
}

extension Int: TextReadable {
    /// A whole number.
    package static var form: String { "a whole number" }

    /// Reads decimal digits without sign, leading zero or separators.
    package init?(text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), text == "0" || !text.hasPrefix("0"),
            let number = Int(text)
        else { return nil }
        self = number
    }
}

extension Bool: TextReadable {
    /// `true` or `false`.
    package static var form: String { "true or false" }

    /// Reads `true` or `false`.
    package init?(text: String) {
        guard let flag = Bool(text) else { return nil }
        self = flag
    }
}

extension TextReadable where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// The words.
    package static var form: String {
        let words = allCases.map(\.rawValue)
        return words.count == 2 ? words.joined(separator: " or ") : "one of " + words.joined(separator: ", ")
    }

    /// Reads one of the words.
    package init?(text: String) {
        self.init(rawValue: text)
    }
}

extension String: TextReadable {
    /// A text.
    package static var form: String { "a text" }

    /// Takes any text; the property's rule decides.
    package init?(text: String) {
        self = text
    }
}
