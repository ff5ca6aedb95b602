package import Infra

/// The differences of two templates of one stack, with the handling by CloudFormation of each.
///
///     let diff = StackDiff("weir-dev-service", from: deployed, to: synthesized)
///     for change in diff.resources { print(change.verdict.words, change.logicalID) }
package struct StackDiff: Sendable, Hashable {
    /// A changed entry of a section other than the resources.
    package struct EntryChange: Sendable, Hashable {
        /// The section: `Parameters`, `Outputs`, `Description`….
        package let section: String
        /// The entry's name; nil for a section without entries.
        package let name: String?
        /// The old content; nil for an added entry.
        package let old: TemplateExpression?
        /// The new content; nil for a removed entry.
        package let new: TemplateExpression?
        /// A Boolean value that indicates whether the content may be secret and is not shown.
        package let isSecret: Bool
        /// The changed resources and parameters behind an output that stays the same.
        package var causes: [String] = []
    }

    /// A deleted resource and a created one that are equal but for the logical id.
    package struct Rename: Sendable, Hashable {
        /// The id of the deleted resource.
        package let old: String
        /// The id of the created resource.
        package let new: String
        /// The type of both.
        package let type: String
    }

    /// The stack's name.
    package let stack: String
    /// The changed resources, those that need attention first.
    package let resources: [ResourceChange]
    /// The resources that were probably renamed.
    package let renames: [Rename]
    /// The changes of the other sections.
    package let entries: [EntryChange]
    /// The changes of permissions, in the order of their holders.
    package let permissions: [PermissionChange]
    /// The changes of ways through the network.
    package let network: [NetworkChange]
    /// The changes that AWS makes itself, which are not differences.
    package let delegated: [DelegatedChange]
    /// The changes that AWS refuses or that cost more than they seem, the refused ones first.
    package let findings: [ChangeFinding]
    /// The old template.
    package let old: TemplateDocument
    /// The new template.
    package let new: TemplateDocument

    /// A Boolean value that indicates whether the templates have no difference.
    package var isEmpty: Bool { resources.isEmpty && entries.isEmpty }

    /// Compares two templates.
    /// - Parameters:
    ///   - stack: The stack's name.
    ///   - old: The deployed template.
    ///   - new: The template to deploy.
    ///   - shared: The paths in Parameter Store whose values another stack changes, and the certainty of it.
    package init(
        _ stack: String, from old: TemplateDocument, to new: TemplateDocument, shared: [String: Bool] = [:]
    ) {
        self.stack = stack
        self.old = old
        self.new = new
        let sections = StackDiff.entries(old, new)
        permissions = PermissionChange.between(old, new)
        network = NetworkChange.between(old, new)
        var changed = ChangedValues(sections)
        for (name, parameter) in new.entries["Parameters"] ?? [:] {
            guard let path = parameter["Default"]?.literal, let isCertain = shared[path],
                parameter["Type"]?.literal?.hasPrefix("AWS::SSM::Parameter::Value<") == true
            else { continue }
            changed.parameters[name] = isCertain ? .certain : .possible
        }
        let comparison = StackComparison(old: old, new: new)
        let outcome = comparison.outcome(changed)
        delegated = outcome.delegated
        entries = sections + StackDiff.outputs(old, new, outcome.changed)
        renames = RenameSearch(old: old, new: new).renames
        resources = outcome.changes.sorted { left, right in
            left.verdict != right.verdict ? left.verdict > right.verdict : left.logicalID < right.logicalID
        }
        findings = ChangeRules.findings(in: ChangeContext(old: old, new: new, resources: resources, entries: entries))
    }

    /// The paths in Parameter Store whose values change, and the certainty of it.
    package var sharedValues: [String: Bool] {
        var values: [String: Bool] = [:]
        for change in resources where change.type == "AWS::SSM::Parameter" {
            guard let path = new.resources[change.logicalID]?.literal("Name"),
                let value = change.properties.first(where: { $0.path.property == "Value" })
            else { continue }
            values[path] = !value.isPossible
        }
        return values
    }

    /// The outputs that stay the same while the values behind them change for certain.
    private static func outputs(
        _ old: TemplateDocument, _ new: TemplateDocument, _ changed: ChangedValues
    ) -> [EntryChange] {
        (new.entries["Outputs"] ?? [:]).sorted { $0.key < $1.key }.compactMap { name, output -> EntryChange? in
            guard old.entries["Outputs"]?[name] == output, let value = output["Value"],
                let effect = changed.effect(on: value), effect.certainty == .certain
            else { return nil }
            return EntryChange(
                section: "Outputs", name: name, old: value, new: value, isSecret: false, causes: effect.causes)
        }
    }

    private static func entries(_ old: TemplateDocument, _ new: TemplateDocument) -> [EntryChange] {
        var changes: [EntryChange] = []
        for name in Set(old.others.keys).union(new.others.keys).sorted() where old.others[name] != new.others[name] {
            changes.append(
                EntryChange(section: name, name: nil, old: old.others[name], new: new.others[name], isSecret: false))
        }
        for section in TemplateDocument.sections {
            let (left, right) = (old.entries[section] ?? [:], new.entries[section] ?? [:])
            for name in Set(left.keys).union(right.keys).sorted() where left[name] != right[name] {
                let isSecret = [left[name], right[name]].contains { $0?["NoEcho"]?.literal == "true" }
                changes.append(
                    EntryChange(section: section, name: name, old: left[name], new: right[name], isSecret: isSecret))
            }
        }
        return changes
    }
}

extension ChangedValues {
    /// The changed parameters, mappings and conditions of a template.
    fileprivate init(_ entries: [StackDiff.EntryChange]) {
        self.init()
        for entry in entries {
            guard let name = entry.name, entry.old != nil, let new = entry.new else { continue }
            switch entry.section {
            case "Parameters":
                // The value in use may be another than the default.
                let isSame = ["Default", "Type"].allSatisfy { entry.old?[$0] == new[$0] }
                if !isSame { parameters[name] = .possible }
            case "Mappings": mappings.insert(name)
            case "Conditions": conditions.insert(name)
            default: break
            }
        }
    }
}
