extension String {
    /// The text in quotes, cut at 80 characters, with control and formatting characters escaped.
    ///
    /// Hostile input therefore stays readable in an error message and cannot forge a second log line.
    package var quotedForMessage: String {
        var out = "\""
        for (count, scalar) in unicodeScalars.enumerated() {
            if count == 80 {
                out += "…"
                break
            }
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.isInvisible:
                out += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension [String] {
    /// The first twelve names, separated by commas; each is readable and at most 80 characters long.
    package var listedForMessage: String {
        let shown = prefix(12).map { name in
            name.unicodeScalars.count > 80 || name.unicodeScalars.contains(where: \.isInvisible)
                ? name.quotedForMessage : name
        }
        return shown.joined(separator: ", ") + (count > 12 ? ", …" : "")
    }
}

extension Unicode.Scalar {
    /// `true` if the scalar breaks the line, controls the terminal or changes the direction of the text.
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
