internal import Basics

extension FakeValue {
    /// Decodes a form in AWS Query or EC2 Query: `Tags.member.1.Key=a` becomes an array of objects, `Map.entry.1.key=a` an object.
    ///
    /// Lists with a name of their own for members, such as `Filters.Filter.1.Name`, become an object with one array, which
    /// ``elements`` reads as well.
    package init(form: String) {
        var root = Node()
        for field in form.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decodePercent(parts[0])
            root.insert(
                Self.decodePercent(parts.count > 1 ? parts[1] : ""),
                at: name.split(separator: ".").map(String.init)[...])
        }
        self = root.value
    }

    /// Decodes `%XX` and `+`.
    static func decodePercent(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if let byte = PercentEncoding.escapedByte(in: bytes, at: index) {
                    output.append(byte)
                    index += 3
                } else {
                    output.append(plusIsSpace && bytes[index] == UInt8(ascii: "+") ? 0x20 : bytes[index])
                    index += 1
                }
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// A node of a form's tree.
private struct Node {
    var text: String?
    var children: [String: Node] = [:]

    mutating func insert(_ value: String, at path: ArraySlice<String>) {
        guard let first = path.first else {
            text = value
            return
        }
        children[first, default: Node()].insert(value, at: path.dropFirst())
    }

    var value: FakeValue {
        if children.isEmpty { return .string(text ?? "") }
        if children.count == 1, let list = children["member"] { return list.list ?? list.value }
        if children.count == 1, let entries = children["entry"]?.list {
            return .object(
                Dictionary(
                    entries.elements.map { ($0["key"]?.text ?? "", $0["value"] ?? .null) }, uniquingKeysWith: { $1 }))
        }
        return list ?? .object(children.mapValues(\.value))
    }

    /// The array of numbered children; nil if a child has another name.
    var list: FakeValue? {
        let numbered = children.compactMap { child in Int(child.key).map { ($0, child.value) } }
        guard !numbered.isEmpty, numbered.count == children.count else { return nil }
        return .array(numbered.sorted { $0.0 < $1.0 }.map(\.1.value))
    }
}
