extension String {
    /// The text in quotes, control characters escaped and cut at 80 characters, so that hostile input stays readable in
    /// an error message and cannot forge a second log line.
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
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                out += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
