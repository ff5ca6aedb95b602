/// Texts in documents of XML 1.0, which has no control characters except tab and line ends.
package enum XMLText {
    /// Returns a text as the content of an element, or of an attribute in double quotes, that is shown on one line. Tabs and line
    /// feeds become spaces; characters that XML does not allow are left out.
    package static func attribute(_ text: String) -> String {
        escaped(text) { $0 == "\n" || $0 == "\t" ? " " : "" }
    }

    /// Returns a text as the content of an element, or of an attribute in double quotes, with its tabs and line ends. Characters
    /// that XML does not allow become question marks.
    package static func content(_ text: String) -> String {
        escaped(text) { $0 == "\n" || $0 == "\t" || $0 == "\r" ? "&#\($0.value);" : "?" }
    }

    private static func escaped(_ text: String, control: (Unicode.Scalar) -> String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                escaped += control(scalar)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
