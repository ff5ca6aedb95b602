/// The outcome of a rule for one resource.
package enum CheckOutcome: Sendable, Hashable {
    /// The resource follows the rule.
    case pass
    /// The resource breaks the rule.
    case fail
    /// The resource breaks the rule, which the environment file accepts until a day.
    case suppressed(CheckSuppression)
    /// The template does not decide it.
    case notEvaluable
}

/// The result of a rule for one resource.
package struct CheckResult: Sendable {
    /// The rule.
    package let rule: CheckRule
    /// The stack's name, or the template's file name.
    package let stack: String
    /// The resource.
    package let element: CheckedTemplate.Element
    /// The outcome.
    package let outcome: CheckOutcome
    /// The properties that break the rule or cannot be judged; empty for a pass.
    package let faults: [CheckFault]
}

/// The results of every rule over the templates of one environment.
package struct CheckReport: Sendable {
    /// The environment's name, or the template's file name.
    package let name: String
    /// The file that a finding is reported at.
    package let file: String
    /// The results, by stack, rule and resource.
    package let results: [CheckResult]
    /// The suppressions that no finding needs.
    package let unused: [CheckSuppression]
    /// The checks that checkov skips, with their reasons.
    package let skips: [CheckovSkip]

    /// The findings.
    package var failures: [CheckResult] { results.filter { $0.outcome == .fail } }

    /// The accepted findings.
    package var suppressed: [CheckResult] {
        results.filter { if case .suppressed = $0.outcome { true } else { false } }
    }

    /// The results that the template does not decide.
    package var notEvaluable: [CheckResult] { results.filter { $0.outcome == .notEvaluable } }

    /// The number of passes.
    package var passes: Int { results.count { $0.outcome == .pass } }
}
