/// JSON pointers (RFC 6901).
package enum JSONPointer {
    /// Returns the pointer to a member of the value at `pointer`; `~` and `/` in the key are escaped (section 3).
    package static func appending(_ key: String, to pointer: String) -> String {
        var result = pointer + "/"
        for character in key.unicodeScalars {
            switch character {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
