import Infra

/// The canonical form of a policy document, in which order has no meaning and one value equals a list of one ("IAM JSON policy
/// elements reference").
enum CanonicalPolicy {
    /// The canonical form of a document with normal, sorted members.
    static func of(_ members: [TemplateExpression.Member]) -> TemplateExpression {
        .object(
            members.map { member in
                guard member.key == "Statement" else { return member }
                return .init(member.key, .list(unique(member.value.elements.map(statement))))
            })
    }

    private static func statement(_ statement: TemplateExpression) -> TemplateExpression {
        guard case .object(let members) = statement else { return statement }
        return .object(
            members.map { member in
                switch member.key {
                case "Action", "NotAction", "Resource", "NotResource":
                    return .init(member.key, .list(unique(member.value.elements)))
                case "Principal", "NotPrincipal": return .init(member.key, principals(member.value))
                case "Condition":
                    return .init(
                        member.key,
                        .object(
                            member.value.members.map { test in
                                .init(test.key, .object(test.value.members.map { .init($0.key, values($0.value)) }))
                            }))
                default: return member
                }
            })
    }

    /// `"*"` and `{"AWS": "*"}` are the same principal.
    private static func principals(_ principal: TemplateExpression) -> TemplateExpression {
        switch principal {
        case .object(let members): .object(members.map { .init($0.key, values($0.value)) })
        default: .object([.init("AWS", values(principal))])
        }
    }

    private static func values(_ value: TemplateExpression) -> TemplateExpression { .list(unique(value.elements)) }

    private static func unique(_ elements: [TemplateExpression]) -> [TemplateExpression] {
        ListOrder.sorted(Array(Set(elements)))
    }
}

/// The order of elements whose own order has no meaning.
enum ListOrder {
    /// The elements in an order that depends on the elements alone.
    static func sorted(_ elements: [TemplateExpression]) -> [TemplateExpression] {
        guard elements.count > 1 else { return elements }
        return elements.map { (key: $0.compactJSON, value: $0) }.sorted { $0.key < $1.key }.map { $0.value }
    }
}
