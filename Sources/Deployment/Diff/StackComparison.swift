import Infra

/// The comparison of the resources of two templates, in which a replaced resource changes those that refer to it.
struct StackComparison {
    let old: TemplateDocument
    let new: TemplateDocument

    /// The changes of a comparison.
    struct Outcome {
        var changes: [ResourceChange] = []
        var delegated: [DelegatedChange] = []
        var changed = ChangedValues()
    }

    /// Compares the resources until no replacement adds another one.
    /// - Parameter initial: The changed parameters, mappings and conditions.
    func outcome(_ initial: ChangedValues) -> Outcome {
        let types = old.resources.mapValues(\.type).merging(new.resources.mapValues(\.type)) { $1 }
        let shared = new.resources.keys.filter { old.resources[$0] != nil }.sorted()
        let comparisons = shared.compactMap { id -> ResourceComparison? in
            guard let left = old.resources[id], let right = new.resources[id] else { return nil }
            return ResourceComparison(logicalID: id, old: left, new: right, document: new, types: types)
        }
        var changed = initial
        var outcome = Outcome()
        // Each round adds at least one replaced resource, or is the last.
        for _ in 0...comparisons.count {
            let results = comparisons.map { $0.outcome(changed) }
            outcome = Outcome(
                changes: results.compactMap(\.change), delegated: results.flatMap(\.delegated), changed: changed)
            var next = initial
            for change in outcome.changes { note(change, in: &next) }
            if next == changed { break }
            changed = next
        }
        for (id, resource) in new.resources where old.resources[id] == nil {
            outcome.changes.append(added(id, resource))
        }
        for (id, resource) in old.resources where new.resources[id] == nil {
            outcome.changes.append(deleted(id, resource))
        }
        return outcome
    }

    private func note(_ change: ResourceChange, in values: inout ChangedValues) {
        switch change.verdict {
        case .replace: values.replaced[change.logicalID] = keepsName(change) ? .possible : .certain
        case .mayReplace: values.replaced[change.logicalID] = .possible
        case .templateOnly, .add, .delete, .inPlace: break
        }
        let names = Set(change.properties.map(\.path.property))
        if !names.isEmpty {
            values.attributes[change.logicalID] = names.union(StackComparison.derived(names, change.type))
        }
    }

    /// A type that deletes first may give the same name again, which `Ref` returns.
    private func keepsName(_ change: ResourceChange) -> Bool {
        guard let resource = new.resources[change.logicalID], let facts = resource.facts,
            facts.replacementOrder == .deleteThenCreate
        else { return false }
        let changed = Set(change.properties.map(\.path.property))
        return facts.primaryIdentifier.allSatisfy { resource.properties[$0] != nil && !changed.contains($0) }
    }

    /// The attributes of other names that change with properties.
    private static func derived(_ properties: Set<String>, _ type: String) -> Set<String> {
        switch type {
        case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster": properties.contains("Port") ? ["Endpoint.Port"] : []
        case "AWS::EC2::LaunchTemplate": ["LatestVersionNumber", "DefaultVersionNumber"]
        default: []
        }
    }

    private func added(_ id: String, _ resource: TemplateDocument.Resource) -> ResourceChange {
        ResourceChange(
            logicalID: id, type: resource.type, verdict: .add, properties: [], attributes: [],
            consequences: condition(resource), content: StatefulTypes.content(of: resource))
    }

    private func deleted(_ id: String, _ resource: TemplateDocument.Resource) -> ResourceChange {
        ResourceChange(
            logicalID: id, type: resource.type, verdict: .delete, properties: [], attributes: [],
            consequences: ResourceFate.ofRemoval(resource, policy: "DeletionPolicy") + condition(resource),
            content: StatefulTypes.content(of: resource))
    }

    private func condition(_ resource: TemplateDocument.Resource) -> [Consequence] {
        resource.attributes["Condition"]?.literal.map { [.conditional($0)] } ?? []
    }
}

/// The search for resources that changed their logical id only.
struct RenameSearch {
    let old: TemplateDocument
    let new: TemplateDocument

    /// The deleted and created resources with equal type and properties, where the ids of such resources count as equal.
    var renames: [StackDiff.Rename] {
        let deleted = old.resources.filter { new.resources[$0.key] == nil }
        var created = new.resources.filter { old.resources[$0.key] == nil }
        guard !deleted.isEmpty, !created.isEmpty else { return [] }
        let moved = Set(deleted.keys).union(created.keys)
        var renames: [StackDiff.Rename] = []
        for (id, resource) in deleted.sorted(by: { $0.key < $1.key }) {
            let content = RenameSearch.anonymous(resource.properties, moved)
            let match = created.sorted { $0.key < $1.key }.first { _, candidate in
                candidate.type == resource.type && RenameSearch.anonymous(candidate.properties, moved) == content
            }
            guard let match else { continue }
            created[match.key] = nil
            renames.append(StackDiff.Rename(old: id, new: match.key, type: resource.type))
        }
        return renames
    }

    /// The value with one name for all resources that were moved.
    private static func anonymous(_ value: TemplateExpression, _ moved: Set<String>) -> TemplateExpression {
        switch value {
        case .function("Ref", .string(let name)) where moved.contains(name): .function("Ref", "Moved")
        case .function("Fn::GetAtt", .list(let parts)) where moved.contains(parts.first?.literal ?? ""):
            .function("Fn::GetAtt", .list(["Moved"] + parts.dropFirst()))
        case .function(let name, let argument): .function(name, anonymous(argument, moved))
        case .list(let elements): .list(ListOrder.sorted(elements.map { anonymous($0, moved) }))
        case .object(let members): .object(members.map { .init($0.key, anonymous($0.value, moved)) })
        case .substitution(let parts):
            .substitution(
                parts.map { part in
                    if case .value(let inner) = part { .value(anonymous(inner, moved)) } else { part }
                })
        case .string, .integer, .number, .boolean, .ref, .attribute, .name, .condition: value
        }
    }
}
