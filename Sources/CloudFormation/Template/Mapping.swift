/// A table of a stack: two keys, one value, for `TemplateValue.find`.
public struct Mapping: Sendable, Hashable {
    /// Where it is defined.
    public let reference: TemplateReference
}

extension Scope {
    /// Adds a table to the stack; keys are written sorted.
    public func mapping(_ id: String, _ table: [String: [String: TemplateExpression]]) -> Mapping {
        let logicalID = logicalID(id)
        let rows = table.sorted { $0.key < $1.key }.map { key, row in
            TemplateExpression.Member(key, .object(row.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }))
        }
        stack.insert(mapping: .object(rows), at: logicalID, path: path + [id])
        return Mapping(reference: TemplateReference(.mapping, stack: stack.name, name: logicalID.name))
    }
}
