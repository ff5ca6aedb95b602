internal import Diagnostics

extension StringProtocol {
    /// The text without leading and trailing spaces, tabs and line endings.
    var withoutSurroundingBlanks: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(self[first..<scalars.index(after: last)])
    }
}

extension String {
    /// The text, or `nil` if it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}

extension Unicode.Scalar {
    /// `true` for a space, a tab or a part of a line ending.
    var isBlank: Bool { self == " " || self == "\t" || self == "\r" || self == "\n" }
}

extension String {
    /// `true` if this is a valid name of a profile or a property.
    var isProfileName: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-/.%@_:+".utf8.contains(byte)
                }
            }
    }

    /// The name of a profile for an error message; a description of its form if it does not look like a name.
    var profileForMessage: String { SafeDescription.unquoted(self, SafeDescription.name) }
}
