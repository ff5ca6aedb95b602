/// Computes the changes that a target makes to a stack.
struct ChangeComputation {
    let stack: FakeStack
    let service: FakeCloudFormation
    let world: FakeWorld
    let target: StackTarget
    var imports: [String: String] = [:]
    var comparesWithActual = false

    /// The changes, in the order of the template's dependencies; removals come last.
    func changes() throws(FakeError) -> [FakeResourceChange] {
        // The verdicts so far decide what is known of a resource to which others refer.
        var verdicts: [String: FakeResourceChange] = [:]
        let evaluator = target.evaluator(stack, service, world) { id, attribute in
            let isNew = stack.resources[id].map { !$0.isUsable } ?? true
            let replacement = verdicts[id]?.replacement ?? "False"
            if isNew || replacement != "False" {
                return target.template.resources[id] == nil ? nil : .string(TemplateEvaluator.unknown)
            }
            return stack.resources[id].flatMap { service.value(of: $0, attribute) }
        }
        let active = try evaluator.activeResources()
        var changes: [FakeResourceChange] = []
        for id in target.template.graph.order where active.contains(id) {
            guard let definition = target.template.resources[id] else { continue }
            let evaluated = try evaluator.value(definition.properties)
            let properties = try DynamicReferences(world: world).resolve(evaluated, includesSecrets: false).asTexts
            guard let old = stack.resources[id], old.isUsable else {
                let isImport = imports[id] != nil
                changes.append(
                    FakeResourceChange(
                        action: isImport ? "Import" : "Add", logicalID: id, physicalID: imports[id],
                        type: definition.type,
                        after: ["Properties": properties]))
                continue
            }
            if let change = change(of: old, to: properties, definition, verdicts) {
                verdicts[id] = change
                changes.append(change)
            }
        }
        for old in stack.resources.values.sorted(by: { $0.logicalID < $1.logicalID })
        where !active.contains(old.logicalID) {
            let policy = old.deletionPolicy.hasPrefix("Retain") ? "Retain" : old.deletionPolicy
            changes.append(
                FakeResourceChange(
                    action: "Remove", logicalID: old.logicalID, physicalID: old.physicalID, type: old.type,
                    policyAction: policy, before: ["Properties": old.properties]))
        }
        return changes
    }

    private func change(
        of old: FakeStackResource, to properties: FakeValue, _ definition: FakeTemplate.Resource,
        _ verdicts: [String: FakeResourceChange]
    ) -> FakeResourceChange? {
        var details: [FakeResourceChange.Detail] = []
        let facts = service.facts(of: old.type)
        let base = comparesWithActual ? old.actual ?? [:] : old.properties
        // A secret is compared by its reference, because a change set does not read secrets.
        let compared = Self.replacingSecrets(in: base, by: properties)
        for difference in PropertyDifference.between(compared, properties) {
            details.append(detail(of: difference, old, definition, facts, verdicts))
        }
        for (name, before, after) in [
            ("DeletionPolicy", old.deletionPolicy, definition.deletionPolicy),
            ("UpdateReplacePolicy", old.updateReplacePolicy, definition.updateReplacePolicy),
        ] where before != after {
            details.append(
                FakeResourceChange.Detail(
                    attribute: name, recreation: .never, before: before, after: after, kind: "Modify", isDynamic: false,
                    source: "DirectModification"))
        }
        let hasFailed = old.status.hasSuffix("_FAILED")
        guard !details.isEmpty || hasFailed else { return nil }
        let always = details.filter { $0.recreation == .always }
        let replacement =
            always.contains { !$0.isDynamic }
            ? "True" : !always.isEmpty || details.contains { $0.recreation == .conditionally } ? "Conditional" : "False"
        let policy = definition.updateReplacePolicy
        var change = FakeResourceChange(
            action: "Modify", logicalID: old.logicalID, physicalID: old.physicalID, type: old.type,
            replacement: replacement, policyAction: replacement == "True" ? "ReplaceAnd\(policy)" : nil,
            scope: Set(details.map(\.attribute)).sorted(), details: details, before: ["Properties": base],
            after: ["Properties": properties])
        if comparesWithActual, old.actual != old.properties {
            change.driftStatus = old.actual == nil ? "DELETED" : "MODIFIED"
        }
        return change
    }

    private func detail(
        of difference: PropertyDifference, _ old: FakeStackResource, _ definition: FakeTemplate.Resource,
        _ facts: FakeTypeFacts, _ verdicts: [String: FakeResourceChange]
    ) -> FakeResourceChange.Detail {
        let name = difference.path.first ?? ""
        let raw = definition.properties[name]
        let references = References(of: raw ?? .null)
        let unknown = references.resources(in: target.template).filter {
            verdicts[$0] != nil || stack.resources[$0] == nil
        }
        let isUnknown = difference.after?.json.contains(TemplateEvaluator.unknown) == true
        let parameter = references.names.first {
            target.values[$0] != nil && stack.parameters[$0] != target.parameters[$0]
        }
        var source = "DirectModification"
        var cause: String?
        if isUnknown, let id = unknown.sorted().first {
            source = references.attributes.contains(id) ? "ResourceAttribute" : "ResourceReference"
            cause = id
        } else if raw == old.definition[name] {
            source = parameter == nil ? "Automatic" : "ParameterReference"
            cause = parameter
        }
        let drifted = comparesWithActual ? old.actual?[path: difference.path] : nil
        let known = old.properties[path: difference.path]
        return FakeResourceChange.Detail(
            attribute: name == "Tags" ? "Tags" : "Properties", name: name == "Tags" ? nil : name,
            path: "/Properties/" + difference.path.joined(separator: "/"),
            recreation: facts.recreation(path: difference.path),
            before: (comparesWithActual ? known : difference.before)?.shown,
            after: difference.after?.shown,
            kind: difference.before == nil ? "Add" : difference.after == nil ? "Remove" : "Modify",
            isDynamic: isUnknown && source == "ResourceAttribute"
                || isUnknown && unknown.contains { verdicts[$0]?.replacement == "Conditional" },
            source: source, cause: cause, drift: drifted != known ? drifted?.shown : nil)
    }

    /// Returns the old value with each text that a secret's reference made replaced by the new reference, if it is the same.
    private static func replacingSecrets(in old: FakeValue, by new: FakeValue) -> FakeValue {
        switch (old, new) {
        case (.string, .string(let text)) where text.contains("{{resolve:secretsmanager:"): return new
        case (.object(let left), .object(let right)):
            var output = left
            for (key, value) in right {
                if let known = left[key] { output[key] = replacingSecrets(in: known, by: value) }
            }
            return .object(output)
        case (.array(let left), .array(let right)) where left.count == right.count:
            return .array(zip(left, right).map { replacingSecrets(in: $0, by: $1) })
        default: return old
        }
    }
}

extension FakeValue {
    /// A text, or the JSON of what is none.
    fileprivate var shown: String { text ?? json }
}
