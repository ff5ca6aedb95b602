/// Applies rules to the templates of an environment.
///
///     let report = TemplateChecks(tier: .production, today: "2026-11-30").report("production", templates)
package struct TemplateChecks: Sendable {
    /// The environment's tier.
    package var tier: Tier
    /// The accepted findings.
    package var suppressions: [CheckSuppression]
    /// The day that decides whether a suppression has expired, as `2026-11-30`.
    package var today: String
    /// The rules.
    package var rules: [CheckRule]

    /// Creates the checks of a tier.
    package init(
        tier: Tier, suppressions: [CheckSuppression] = [], today: String, rules: [CheckRule] = CheckRule.all
    ) {
        self.tier = tier
        self.suppressions = suppressions
        self.today = today
        self.rules = rules
    }

    /// Judges every resource of the templates by every rule.
    /// - Parameters:
    ///   - name: The environment's name, or the template's file name.
    ///   - file: The file that a finding is reported at.
    ///   - templates: The templates.
    package func report(_ name: String, file: String, _ templates: [CheckedTemplate]) -> CheckReport {
        var results: [CheckResult] = []
        var used: Set<CheckSuppression> = []
        for template in templates {
            for rule in rules where rule.tiers.contains(tier) {
                for element in template.resources + template.parameters + template.outputs
                where rule.applies(to: element.type) {
                    let subject = CheckSubject(template: template, element: element, tier: tier)
                    guard let result = result(of: rule, subject, &used) else { continue }
                    results.append(result)
                }
            }
        }
        let skips = templates.flatMap(\.checkovSkips)
        // A setting that states its reason is a part of the environment, whether a rule needs it or not.
        let unused = suppressions.filter { $0.expires != nil }.filter { suppression in
            guard suppression.isForCheckov else { return !used.contains(suppression) }
            return !skips.contains { skip in
                skip.id == suppression.rule && suppression.covers(path: skip.path, logicalID: skip.logicalID)
            }
        }
        return CheckReport(name: name, file: file, results: results, unused: unused, skips: skips)
    }

    private func result(
        of rule: CheckRule, _ subject: CheckSubject, _ used: inout Set<CheckSuppression>
    ) -> CheckResult? {
        let verdicts = rule.check(subject)
        guard !verdicts.isEmpty else { return nil }
        func result(_ outcome: CheckOutcome, _ faults: [CheckFault]) -> CheckResult {
            CheckResult(
                rule: rule, stack: subject.template.name, element: subject.element, outcome: outcome, faults: faults)
        }
        var faults = verdicts.compactMap { if case .fail(let fault) = $0 { fault } else { nil } }
        guard !faults.isEmpty else {
            let unknown = verdicts.compactMap { if case .unknown(let fault) = $0 { fault } else { nil } }
            return unknown.isEmpty ? result(.pass, []) : result(.notEvaluable, unknown)
        }
        let covering = suppressions.filter { $0.covers(rule: rule.id, subject.element) }
        used.formUnion(covering)
        if let valid = covering.first(where: { !$0.isExpired(on: today) }) { return result(.suppressed(valid), faults) }
        if let expired = covering.first?.expires {
            faults.append(CheckFault("", "the suppression expired on \(expired)"))
        }
        return result(.fail, faults)
    }
}
