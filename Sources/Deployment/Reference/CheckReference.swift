/// The reference of the policy rules, generated from their table.
package enum CheckReference {
    private static let themes: [(title: String, code: String)] = [
        ("Network", "NET"), ("Encryption at rest", "ENC"), ("Encryption on the way", "TLS"), ("Permissions", "IAM"),
        ("Secrets", "SEC"), ("Logs", "LOG"), ("Images", "IMG"), ("Services and tasks", "ECS"), ("Data", "DAT"),
        ("Names", "NAM"),
    ]

    /// The ids of rules that the page has no theme for.
    package static var missing: [String] {
        CheckRule.all.map(\.id).filter { id in !themes.contains { id.hasPrefix("WEIR-\($0.code)-") } }
    }

    /// The text of `Docs/Checks.md`.
    package static var text: String {
        var text = """
            # Checks

            `infra-cli reference checks` prints this page from the table of rules; a test compares both.

            `infra-cli validate` synthesizes the environments of `deploy` and judges each resource by these rules. It needs
            neither network nor credentials. `--template FILE` judges any CloudFormation template instead.

            | outcome | meaning | in SARIF | in JUnit |
            |---|---|---|---|
            | pass | the resource follows the rule | left out | passed test |
            | fail | the resource breaks the rule | `fail` with the rule's level | `failure` |
            | suppressed | the environment file accepts the finding until a day | `fail` with a suppression | `skipped` |
            | not evaluable | the template does not decide it, such as for a parameter's value | `review` | `skipped` |

            Exit codes: 0 nothing failed, 2 a rule failed, 64 wrong usage, 65 an environment or a template that cannot be read,
            73 output that cannot be written.

            ## Accepting a finding

                suppress:
                  - rule: WEIR-DAT-005
                    path: Database               # a construct, with everything inside it, or a logical id
                    reason: The data can be loaded again within an hour
                    expires: 2027-01-31          # the last day; afterwards the rule fails

            Every report shows the reason. A suppression that no finding needs is reported, and an unknown rule is an error. The
            templates repeat the suppression in the metadata that checkov reads, for the checks of checkov that the table names.
            The id of such a check is accepted as `rule` too.

            """
        for (title, code) in themes {
            let rules = CheckRule.all.filter { $0.id.hasPrefix("WEIR-\(code)-") }
            guard !rules.isEmpty else { continue }
            text += "\n## \(title)\n\n| rule | severity | requirement | reason | correction | tiers | checkov |\n"
            text += "|---|---|---|---|---|---|---|\n"
            for rule in rules {
                let tiers = Tier.allCases.filter(rule.tiers.contains)
                let words = tiers == Tier.allCases ? "all" : tiers.map(\.rawValue).joined(separator: ", ")
                let cells = [
                    "`\(rule.id)`", rule.severity.rawValue, rule.title, rule.why, rule.fix, words,
                    rule.checkov.joined(separator: ", "),
                ]
                text += "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
            }
        }
        return text
    }
}
