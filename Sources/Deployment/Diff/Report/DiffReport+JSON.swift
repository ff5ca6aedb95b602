import Infra

extension DiffReport {
    /// The report as JSON. Secret values are left out.
    package var json: String {
        let members: [TemplateExpression.Member?] = [
            .init("differs", .boolean(!isEmpty)), .init("method", .string(method)), costMember,
            .init("rearranged", .list(rearranged.map { .string($0) })),
            .init("stacks", .list(stacks.map(DiffReport.json))),
        ]
        return TemplateExpression.object(members.compactMap { $0 }).json
    }

    private static func json(_ stack: StackDiff) -> TemplateExpression {
        var members: [TemplateExpression.Member] = [.init("name", .string(stack.stack))]
        members.append(.init("differs", .boolean(!stack.isEmpty)))
        members.append(.init("findings", .list(stack.findings.map(json))))
        members.append(.init("resources", .list(stack.resources.map(json))))
        members.append(.init("renames", .list(stack.renames.map(json))))
        members.append(.init("permissions", .list(stack.permissions.map(json))))
        members.append(.init("network", .list(stack.network.map(json))))
        members.append(.init("entries", .list(stack.entries.map(json))))
        members.append(.init("delegated", .list(stack.delegated.map(json))))
        return .object(members)
    }

    private static func json(_ finding: ChangeFinding) -> TemplateExpression {
        .object([
            text("rule", finding.rule), text("severity", finding.severity.rawValue), text("subject", finding.subject),
            text("message", finding.words), text("why", finding.why), text("fix", finding.fix),
        ])
    }

    private static func json(_ rename: StackDiff.Rename) -> TemplateExpression {
        .object([text("old", rename.old), text("new", rename.new), text("type", rename.type)])
    }

    private static func json(_ change: NetworkChange) -> TemplateExpression {
        .object([
            text("change", change.isAddition ? "add" : "remove"), text("way", change.words),
            .init("public", .boolean(change.isPublic)),
        ])
    }

    private static func json(_ change: DelegatedChange) -> TemplateExpression {
        let place = [text("logicalId", change.logicalID), text("path", change.path.description)]
        return .object(
            place + [text("explanation", change.explanation)] + values(change.old, change.new, isSecret: false))
    }

    private static func text(_ key: String, _ value: String) -> TemplateExpression.Member { .init(key, .string(value)) }

    private static func json(_ change: ResourceChange) -> TemplateExpression {
        var members: [TemplateExpression.Member] = [
            .init("logicalId", .string(change.logicalID)), .init("type", .string(change.type)),
            .init("verdict", .string(change.verdict.rawValue)),
        ]
        if let content = change.content { members.append(.init("content", .string(content))) }
        members.append(.init("endangersContent", .boolean(change.endangersContent)))
        members.append(
            .init("consequences", .list(change.consequences.map { .string($0.words(change.verdict)) })))
        members.append(.init("properties", .list(change.properties.map(json))))
        members.append(.init("attributes", .list(change.attributes.map(json))))
        return .object(members)
    }

    private static func json(_ change: PropertyChange) -> TemplateExpression {
        var members: [TemplateExpression.Member] = [
            .init("path", .string(change.path.description)), .init("effect", .string(change.effect.rawValue)),
        ]
        if let reason = change.reason.words { members.append(.init("reason", .string(reason))) }
        if !change.causes.isEmpty {
            members.append(.init("causes", .list(change.causes.map { .string($0) })))
            members.append(.init("certain", .boolean(!change.isPossible)))
        }
        return .object(members + values(change.old, change.new, isSecret: change.isSecret))
    }

    private static func json(_ change: PermissionChange) -> TemplateExpression {
        let grant = change.grant
        func texts(_ values: [String]) -> TemplateExpression { .list(values.map { .string($0) }) }
        var members: [TemplateExpression.Member] = [
            .init("change", .string(change.isAddition ? "add" : "remove")),
            .init("effect", .string(change.effect.rawValue)),
            .init("holder", .string(grant.holder)), .init("relation", .string(grant.relation.rawValue)),
            .init("denies", .boolean(grant.isDenial)), .init("principals", texts(grant.principals)),
            .init("actions", texts(grant.actions)), .init("resources", texts(grant.resources)),
        ]
        if let condition = grant.condition { members.append(.init("condition", .string(condition))) }
        if !grant.negated.isEmpty { members.append(.init("negated", texts(grant.negated.sorted()))) }
        return .object(members)
    }

    private static func json(_ entry: StackDiff.EntryChange) -> TemplateExpression {
        var members: [TemplateExpression.Member] = [.init("section", .string(entry.section))]
        if let name = entry.name { members.append(.init("name", .string(name))) }
        if !entry.causes.isEmpty { members.append(.init("causes", .list(entry.causes.map { .string($0) }))) }
        return .object(members + values(entry.old, entry.new, isSecret: entry.isSecret))
    }

    private static func values(
        _ old: TemplateExpression?, _ new: TemplateExpression?, isSecret: Bool
    ) -> [TemplateExpression.Member] {
        if isSecret { return [.init("secret", true)] }
        return [old.map { .init("old", plain($0)) }, new.map { .init("new", plain($0)) }].compactMap { $0 }
    }

    /// The canonical value in CloudFormation's own notation.
    private static func plain(_ value: TemplateExpression) -> TemplateExpression {
        switch value {
        case .substitution(let parts):
            let pieces = parts.map { part -> TemplateExpression in
                switch part {
                case .text(let text): .string(text)
                case .value(let inner): plain(inner)
                }
            }
            return .object([.init("Fn::Join", ["", .list(pieces)])])
        case .function(let name, let argument): return .object([.init(name, plain(argument))])
        case .list(let elements): return .list(elements.map(plain))
        case .object(let members): return .object(members.map { .init($0.key, plain($0.value)) })
        case .string, .integer, .number, .boolean, .ref, .attribute, .name, .condition: return value
        }
    }
}
