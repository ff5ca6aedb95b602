package import Infra

extension StackTemplate {
    /// The stack with the skipped checks of checkov in its resources' metadata: those of the product's design and those that the
    /// environment file accepts. The day plays no part: the same file gives the same template.
    package func skippingChecks(tier: Tier, suppressions: [CheckSuppression]) -> StackTemplate {
        let checked = CheckedTemplate(self)
        var notes: [String: [TemplateExpression.Member]] = [:]
        for element in checked.resources {
            let skips = StackTemplate.skips(
                CheckSubject(template: checked, element: element, tier: tier), suppressions: suppressions)
            guard !skips.isEmpty else { continue }
            let list = skips.sorted { $0.key < $1.key }.map { id, reason -> TemplateExpression in
                ["id": .string(id), "comment": .string(reason)]
            }
            notes[element.logicalID] = [.init("checkov", ["skip": .list(list)])]
        }
        return StackTemplate(
            name: name, template: notes.isEmpty ? template : template.annotated(notes), tree: tree,
            dependencies: dependencies)
    }

    /// The reasons by the ids of the checks to skip.
    private static func skips(_ subject: CheckSubject, suppressions: [CheckSuppression]) -> [String: String] {
        var skips: [String: String] = [:]
        for exemption in CheckovExemption.all
        where exemption.tiers.contains(subject.tier) && exemption.types.contains(subject.type) {
            if exemption.applies(subject) { skips[exemption.id] = exemption.reason }
        }
        for suppression in suppressions where suppression.covers(rule: suppression.rule, subject.element) {
            var ids = [suppression.rule]
            if let rule = CheckRule.all.first(where: { $0.id == suppression.rule }) {
                ids = rule.applies(to: subject.type) ? rule.checkov : []
            }
            for id in ids { skips[id] = suppression.words }
        }
        return skips
    }
}
