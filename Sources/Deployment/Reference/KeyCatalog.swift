/// The keys that the reading of a file asks for, in the order of their blocks, with their valid values and defaults.
final class KeyCatalog {
    /// A block of keys.
    struct Section {
        /// The block's path with a dot at its end, such as `network.`; empty for the top.
        let path: String
        /// The keys.
        let keys: [EnvironmentKey]
    }

    /// The blocks, in the order in which they were read first.
    private(set) var sections: [Section] = []
    /// The valid values in words, by path.
    private(set) var expectations: [String: String] = [:]
    /// The values before the key is read, by path.
    private(set) var defaults: [String: String] = [:]

    /// Records a block.
    func open(_ path: String, _ keys: [EnvironmentKey]) {
        if !sections.contains(where: { $0.path == path }) { sections.append(Section(path: path, keys: keys)) }
    }

    /// Records the valid values of a key; the first words stay.
    func note(_ path: String, expected: String) {
        guard expectations[path] == nil else { return }
        // Without advice about the value of the probe.
        let advice = expected.firstRange(of: "; did you mean ")?.lowerBound ?? expected.endIndex
        expectations[path] = String(expected[..<advice])
    }

    /// Records the value that a property has without its key; the first value stays.
    func note(_ path: String, value: Any) {
        if defaults[path] == nil { defaults[path] = KeyCatalog.text(of: value) }
    }

    /// The text of a property's value as a file writes it: nil is `off`, and a type with one property is that property.
    static func text(of value: Any) -> String {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { text(of: $0.value) } ?? "off"
        case .collection, .set:
            let texts = mirror.children.map { text(of: $0.value) }
            return texts.isEmpty ? "none" : "[" + texts.joined(separator: ", ") + "]"
        case .enum:
            if let word = (value as? any RawRepresentable)?.rawValue as? String { return word }
        case .struct:
            // Without the unit that a description adds.
            if mirror.children.count == 1, let only = mirror.children.first { return text(of: only.value) }
        default: break
        }
        return String(describing: value)
    }
}
