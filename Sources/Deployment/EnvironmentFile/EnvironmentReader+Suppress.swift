import Diagnostics

extension EnvironmentReader {
    static let suppressKeys: [EnvironmentKey] = [
        EnvironmentKey("rule", "The rule's id, or the id of a check of checkov.", example: "WEIR-DAT-005"),
        EnvironmentKey(
            "path", "The construct's path, which covers the constructs inside it, or a resource's logical id.",
            example: "Database"),
        EnvironmentKey(
            "reason", "The reason for accepting the finding.", example: "The data can be loaded again within an hour"),
        EnvironmentKey("expires", "The last day on which the finding is accepted.", example: "2027-01-31"),
    ]

    /// Reads `suppress`, a list of accepted findings.
    func suppressions(_ top: SettingsReader) -> [CheckSuppression] {
        top.blocks("suppress", keys: EnvironmentReader.suppressKeys).compactMap { block in
            let ids = CheckRule.all.map(\.id)
            let hint = block.text("rule").map { NearestName.hint(for: $0, among: ids) } ?? ""
            let rule = block.required(
                "rule", expected: "a rule that `infra-cli validate --rules` lists, or an id of checkov\(hint)"
            ) { text in
                ids.contains(text) || text.wholeMatch(of: /CKV2?_AWS_[0-9]{1,4}/) != nil ? text : nil
            }
            let path = block.required("path", expected: "a construct's path or a logical id") { $0.isEmpty ? nil : $0 }
            let reason = block.required("reason", expected: "a reason of 10 to 200 characters") { text in
                (10...200).contains(text.count) && !text.contains("\n") ? text : nil
            }
            let expires = block.required("expires", expected: "a day such as 2027-01-31") { text in
                CheckDay.isValid(text) ? text : nil
            }
            guard let rule, let path, let reason, let expires else { return nil }
            return CheckSuppression(rule: rule, path: path, reason: reason, expires: expires)
        }
    }
}
