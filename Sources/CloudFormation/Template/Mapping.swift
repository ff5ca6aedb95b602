/// A mapping of a stack: a value for each pair of keys, for `TemplateValue.find`.
public struct Mapping: Sendable, Hashable {
    /// The reference to the mapping.
    public let reference: TemplateReference
}

extension Scope {
    /// Adds a mapping to the stack, with its keys sorted.
    public func mapping(_ id: String, _ table: [String: [String: TemplateExpression]]) -> Mapping {
        let logicalID = logicalID(id)
        let rows = table.sorted { $0.key < $1.key }.map { key, row in
            TemplateExpression.Member(key, .object(row.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }))
        }
        stack.insert(mapping: .object(rows), at: logicalID, path: path + [id])
        return Mapping(reference: TemplateReference(.mapping, stack: stack.name, name: logicalID.name))
    }
}
