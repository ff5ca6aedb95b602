import Infra

/// The comparison of one resource of two templates.
struct ResourceComparison {
    let logicalID: String
    let old: TemplateDocument.Resource
    let new: TemplateDocument.Resource
    /// The new template.
    let document: TemplateDocument
    /// The types of the resources of both templates.
    let types: [String: String]

    /// The change of the resource and the changes that AWS makes itself.
    struct Outcome {
        var change: ResourceChange?
        var delegated: [DelegatedChange] = []
    }

    /// Compares the resources.
    /// - Parameter changed: The elements whose values change besides.
    func outcome(_ changed: ChangedValues) -> Outcome {
        guard old.type == new.type else { return Outcome(change: typeChange) }
        let unordered = (new.facts.map(UnorderedLists.paths) ?? []).map(PropertyPath.init)
        var direct: [PropertyChange] = []
        var delegated: [DelegatedChange] = []
        for change in ValueChange.between(old.properties, new.properties, at: PropertyPath([]), unordered: unordered) {
            let found = DelegatedChange(logicalID, change, old: old, new: new, in: document)
            if let found { delegated.append(found) } else { direct.append(propertyChange(change)) }
        }
        let properties = direct + references(new.properties, at: PropertyPath([]), changed, besides: direct.map(\.path))
        let attributes = self.attributes
        guard !properties.isEmpty || !attributes.isEmpty else { return Outcome(delegated: delegated) }
        let verdict = properties.map(\.effect).max() ?? .templateOnly
        let change = ResourceChange(
            logicalID: logicalID, type: new.type, verdict: verdict, properties: properties.sorted(by: isBefore),
            attributes: attributes, consequences: consequences(verdict), content: StatefulTypes.content(of: new))
        return Outcome(change: change, delegated: delegated)
    }

    private var typeChange: ResourceChange {
        let fate = ResourceFate.ofRemoval(old, policy: "DeletionPolicy")
        return ResourceChange(
            logicalID: logicalID, type: new.type, verdict: .replace, properties: [], attributes: attributes,
            consequences: [.typeChange(from: old.type)] + fate, content: StatefulTypes.content(of: old))
    }

    private func propertyChange(_ change: ValueChange) -> PropertyChange {
        let effect = PropertyEffect.of(change, new.facts, types: types)
        let isPossible =
            change.old?.isKnown == false && change.new?.isKnown == false
            && ValueCertainty.compare(change.old, change.new, types: types) == .unknown
        return PropertyChange(
            path: change.path, old: change.old, new: change.new, effect: effect.verdict, reason: effect.reason,
            causes: [],
            isSecret: SecretValues.isSecret(change), isPossible: isPossible)
    }

    /// The expressions that stay the same while the values behind them change.
    private func references(
        _ value: TemplateExpression, at path: PropertyPath, _ changed: ChangedValues, besides direct: [PropertyPath]
    ) -> [PropertyChange] {
        if direct.contains(path) { return [] }
        switch value {
        case .object(let members):
            return members.flatMap { references($0.value, at: path.appending($0.key), changed, besides: direct) }
        case .list(let elements):
            return elements.enumerated().flatMap { index, element in
                references(element, at: path.appending(String(index)), changed, besides: direct)
            }
        default:
            // A change anywhere inside an unordered list renumbers its elements; those of the change itself are listed already.
            guard let effect = changed.effect(on: value), !direct.contains(where: { path.isInside($0) }) else {
                return []
            }
            let isCertain = effect.certainty == .certain
            let change = ValueChange(path: path, old: value, new: value)
            let result = PropertyEffect.of(change, new.facts, isCertain: isCertain, types: types)
            return [
                PropertyChange(
                    path: path, old: value, new: value, effect: result.verdict, reason: result.reason,
                    causes: effect.causes.filter { $0 != logicalID }, isSecret: false, isPossible: !isCertain)
            ]
        }
    }

    private var attributes: [PropertyChange] {
        Set(old.attributes.keys).union(new.attributes.keys).sorted().flatMap { name in
            ValueChange.between(old.attributes[name], new.attributes[name], at: PropertyPath([name]), unordered: []).map
            {
                PropertyChange(
                    path: $0.path, old: $0.old, new: $0.new, effect: .templateOnly, reason: .attribute, causes: [],
                    isSecret: false, isPossible: false)
            }
        }
    }

    private func consequences(_ verdict: Verdict) -> [Consequence] {
        var consequences: [Consequence] = []
        if new.facts == nil, verdict == .mayReplace { consequences.append(.unknownType) }
        if verdict >= .mayReplace {
            if new.facts?.replacementOrder == .deleteThenCreate { consequences.append(.downtime) }
            consequences += ResourceFate.ofRemoval(new, policy: "UpdateReplacePolicy")
            consequences += ResourceFate.ofReplacement(new)
        }
        if old.attributes["Condition"] != new.attributes["Condition"],
            let name = (new.attributes["Condition"] ?? old.attributes["Condition"])?.literal
        {
            consequences.append(.conditional(name))
        }
        return consequences
    }

    private func isBefore(_ left: PropertyChange, _ right: PropertyChange) -> Bool {
        if left.effect != right.effect { return left.effect > right.effect }
        if left.causes.isEmpty != right.causes.isEmpty { return left.causes.isEmpty }
        return left.path.description < right.path.description
    }
}

/// The fate of a resource that leaves the stack.
enum ResourceFate {
    /// The consequences of the removal of a resource under a policy (`DeletionPolicy` or `UpdateReplacePolicy`); none for a
    /// resource without content that is deleted.
    static func ofRemoval(_ resource: TemplateDocument.Resource, policy: String) -> [Consequence] {
        let content = StatefulTypes.content(of: resource)
        switch resource.attributes[policy]?.literal ?? fallback(resource, policy) {
        case "Retain", "RetainExceptOnCreate": return [.retained]
        case "Snapshot": return [.snapshot(content: content)]
        default: return content.map { [.deleted(content: $0)] } ?? []
        }
    }

    /// The content of a new database that takes the place of another one.
    static func ofReplacement(_ resource: TemplateDocument.Resource) -> [Consequence] {
        guard let content = StatefulTypes.content(of: resource), content == "database" else { return [] }
        let sources = [
            "DBSnapshotIdentifier", "SnapshotIdentifier", "DBClusterSnapshotIdentifier", "SourceDBInstanceIdentifier",
            "SourceDBClusterIdentifier",
        ]
        let source = sources.lazy.compactMap { resource.properties[$0] }.first
        return [source.map { .restored(from: ValueText.line($0, most: 60)) } ?? .empty(content: content)]
    }

    /// The policy without a setting ("DeletionPolicy attribute"): a snapshot for database clusters and instances outside of one.
    private static func fallback(_ resource: TemplateDocument.Resource, _ policy: String) -> String {
        guard policy == "DeletionPolicy" else { return "Delete" }
        let isDatabase =
            resource.type == "AWS::RDS::DBCluster"
            || resource.type == "AWS::RDS::DBInstance" && resource.properties["DBClusterIdentifier"] == nil
        return isDatabase ? "Snapshot" : "Delete"
    }
}
