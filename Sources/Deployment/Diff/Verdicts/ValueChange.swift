import Infra

/// A difference of two canonical values at a path, as narrow as lists and objects allow.
struct ValueChange: Hashable {
    let path: PropertyPath
    let old: TemplateExpression?
    let new: TemplateExpression?

    /// The differences between two values.
    /// - Parameter unordered: The patterns of lists whose order has no meaning.
    static func between(
        _ old: TemplateExpression?, _ new: TemplateExpression?, at path: PropertyPath, unordered: [PropertyPath]
    ) -> [ValueChange] {
        guard old != new else { return [] }
        switch (old, new) {
        case (.object(let left), .object(let right)):
            let keys = Set(left.map(\.key)).union(right.map(\.key)).sorted()
            return keys.flatMap { key in
                between(old?[key], new?[key], at: path.appending(key), unordered: unordered)
            }
        case (.list(let left), .list(let right)):
            return unordered.contains { path.matches($0) }
                ? sets(left, right, at: path, unordered: unordered)
                : sequences(left, right, at: path, unordered: unordered)
        default: return [ValueChange(path: path, old: old, new: new)]
        }
    }

    /// The elements that only one list has. Those of one name (`Key`, `Name`…), and two
    /// that are left over, are compared with each other.
    private static func sets(
        _ left: [TemplateExpression], _ right: [TemplateExpression], at path: PropertyPath, unordered: [PropertyPath]
    ) -> [ValueChange] {
        var removed = left
        var added: [TemplateExpression] = []
        for element in right {
            if let index = removed.firstIndex(of: element) { removed.remove(at: index) } else { added.append(element) }
        }
        var changes: [ValueChange] = []
        var alone: [TemplateExpression] = []
        for element in removed {
            let identity = identity(of: element)
            guard let index = added.firstIndex(where: { identity != nil && Self.identity(of: $0) == identity }) else {
                alone.append(element)
                continue
            }
            let place = path.appending(name(of: element) ?? "*")
            changes += between(element, added.remove(at: index), at: place, unordered: unordered)
        }
        if alone.count == 1, added.count == 1, identity(of: alone[0]) == nil, identity(of: added[0]) == nil {
            return changes + between(alone[0], added[0], at: path.appending("*"), unordered: unordered)
        }
        changes += alone.map { ValueChange(path: path.appending(name(of: $0) ?? "*"), old: $0, new: nil) }
        return changes + added.map { ValueChange(path: path.appending(name(of: $0) ?? "*"), old: nil, new: $0) }
    }

    /// The member that identifies an element in a list without an order; nil if it has none of the usual ones.
    private static func identity(of element: TemplateExpression) -> TemplateExpression? {
        for key in ["Key", "Name", "PolicyName", "Id", "Sid", "TargetGroupArn"] {
            if let identity = element[key] { return identity }
        }
        return nil
    }

    /// The name of an element in a path; nil if it has no identity, or one that is not a literal.
    private static func name(of element: TemplateExpression) -> String? {
        identity(of: element)?.literal.flatMap { $0.contains("/") ? nil : $0 }
    }

    private static func sequences(
        _ left: [TemplateExpression], _ right: [TemplateExpression], at path: PropertyPath, unordered: [PropertyPath]
    ) -> [ValueChange] {
        if left.count == right.count {
            return left.indices.flatMap { index in
                between(left[index], right[index], at: path.appending(String(index)), unordered: unordered)
            }
        }
        var changes: [ValueChange] = []
        let difference = right.difference(from: left)
        var inserted: [Int: TemplateExpression] = [:]
        for case .insert(let offset, let element, _) in difference { inserted[offset] = element }
        for case .remove(let offset, let element, _) in difference {
            // A removal and an insertion at one place are a change of that element.
            changes += between(
                element, inserted.removeValue(forKey: offset), at: path.appending(String(offset)), unordered: unordered)
        }
        for (offset, element) in inserted.sorted(by: { $0.key < $1.key }) {
            changes.append(ValueChange(path: path.appending(String(offset)), old: nil, new: element))
        }
        return changes
    }
}
