internal import Diagnostics

extension String {
    /// `true` if this can name a profile or a property.
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

    /// The text as the name of a profile in an error: as it is, or by its form where it is hardly one.
    var profileForMessage: String { SafeDescription.unquoted(self, SafeDescription.name) }
}
