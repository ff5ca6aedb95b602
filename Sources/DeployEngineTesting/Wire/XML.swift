/// The rendering of values in XML.
enum XML {
    static func escape(_ text: String) -> String {
        var output = ""
        output.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "\r": output += "&#xD;"
            default: output.unicodeScalars.append(character)
            }
        }
        return output
    }

    /// Renders the content of an element.
    static func render(_ value: FakeValue, members: [String: String], item: String) -> String {
        switch value {
        case .null: return ""
        case .bool, .number, .string: return escape(value.text ?? "")
        case .array(let elements):
            return elements.map { "<\(item)>\(render($0, members: members, item: item))</\(item)>" }.joined()
        case .object(let object):
            var output = ""
            for (name, child) in object.sorted(by: { $0.key < $1.key }) where child != .null {
                if members[name] == "", case .array(let elements) = child {
                    output += elements.map { "<\(name)>\(render($0, members: members, item: item))</\(name)>" }.joined()
                    continue
                }
                guard let element = members[name], case .array(let elements) = child else {
                    output += "<\(name)>\(render(child, members: members, item: item))</\(name)>"
                    continue
                }
                let inner = elements.map { "<\(element)>\(render($0, members: members, item: item))</\(element)>" }
                output += "<\(name)>\(inner.joined())</\(name)>"
            }
            return output
        }
    }
}
