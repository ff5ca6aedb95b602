import CloudFormation

/// The sizes of policies as IAM counts them: characters without white space, with references resolved ("IAM and AWS STS quotas").
enum PolicySize {
    /// The greatest size of a managed policy.
    static let managed = 6144
    /// The greatest size of all inline policies of a role together.
    static let inline = 10_240
    /// The greatest size of a trust policy, unless AWS raised the account's quota.
    static let trust = 2048
    /// The greatest number of managed policies of a role, unless AWS raised the account's quota.
    static let policiesPerRole = 10

    /// The size of a policy document. A value that is not known before deployment counts as a long one.
    static func characters(of document: TemplateExpression) -> Int {
        resolved(document).compactJSON.utf8.count
    }

    /// Reports a document that IAM refuses for its size.
    static func check(_ document: TemplateExpression, limit: Int, _ subject: String, in scope: Scope) {
        let size = characters(of: document)
        if size > limit {
            scope.report(
                "\(subject) has about \(size) characters, more than IAM's \(limit); grant fewer actions or split it")
        }
    }

    /// The greatest lengths of the pseudo parameters' values.
    private static let lengths = [
        "AWS::AccountId": 12, "AWS::Partition": 10, "AWS::Region": 14, "AWS::URLSuffix": 16, "AWS::StackName": 128,
    ]

    private static func resolved(_ expression: TemplateExpression) -> TemplateExpression {
        switch expression {
        case .ref(let reference): return filler(lengths[reference.name] ?? 128)
        case .attribute, .function: return filler(128)
        case .substitution(let parts):
            return .string(
                parts.map { part in
                    switch part {
                    case .text(let text): return text
                    case .value(let value):
                        guard case .string(let text) = resolved(value) else { return "" }
                        return text
                    }
                }.joined())
        case .list(let elements): return .list(elements.map(resolved))
        case .object(let members): return .object(members.map { .init($0.key, resolved($0.value)) })
        case .string, .integer, .number, .boolean, .name, .condition: return expression
        }
    }

    private static func filler(_ length: Int) -> TemplateExpression { .string(String(repeating: "x", count: length)) }
}
