/// An accepted finding: `suppress` in an environment file, or a setting that states its reason.
package struct CheckSuppression: Sendable, Hashable {
    /// The rule's id.
    package let rule: String
    /// A construct's path, which covers the constructs inside it, or a logical id.
    package let path: String
    /// The reason for accepting the finding.
    package let reason: String
    /// The last day on which the suppression is valid, as `2027-01-31`; nil for a setting that states its reason.
    package let expires: String?

    /// Creates a suppression.
    package init(rule: String, path: String, reason: String, expires: String?) {
        self.rule = rule
        self.path = path
        self.reason = reason
        self.expires = expires
    }

    /// Returns `true` on the days after the last one. Days in this form sort as texts.
    package func isExpired(on day: String) -> Bool { expires.map { day > $0 } ?? false }

    /// The reason with the last day.
    package var words: String { expires.map { "\(reason) (until \($0))" } ?? reason }

    /// `true` for a check of checkov, which no rule of `validate` has.
    package var isForCheckov: Bool { rule.hasPrefix("CKV") }

    /// Returns `true` if the suppression is about a rule's finding at a resource.
    package func covers(rule: String, _ element: CheckedTemplate.Element) -> Bool {
        rule == self.rule && covers(path: element.path, logicalID: element.logicalID)
    }

    /// Returns `true` if the suppression is about a resource.
    func covers(path: String, logicalID: String) -> Bool {
        self.path == logicalID || self.path == path || path.hasPrefix(self.path + "/")
    }
}
