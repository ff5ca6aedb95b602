/// The dependencies between the resources of a template.
struct TemplateGraph: Sendable {
    /// The logical ids that must exist before each one.
    let after: [String: Set<String>]

    /// The logical ids, each after those that it depends on, otherwise by name; without those in a cycle.
    var order: [String] {
        var order: [String] = []
        var done: Set<String> = []
        var rest = after.keys.sorted()
        while true {
            let ready = rest.filter { (after[$0] ?? []).isSubset(of: done) }
            if ready.isEmpty { return order }
            order += ready
            done.formUnion(ready)
            rest.removeAll { done.contains($0) }
        }
    }

    /// The logical ids that take part in a cycle, or depend on one; nil without a cycle.
    var cycle: [String]? {
        let rest = Set(after.keys).subtracting(order)
        return rest.isEmpty ? nil : rest.sorted()
    }

    /// The logical ids that must be gone before each one is deleted.
    var reversed: [String: Set<String>] {
        var reversed: [String: Set<String>] = [:]
        for (id, others) in after { for other in others { reversed[other, default: []].insert(id) } }
        return reversed
    }
}
